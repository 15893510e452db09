// Code actions: the fixes of findings, all safe fixes at once, and comments that suppress a finding.
//
// An edit is never made from a range that the client sends back: it comes from what the server knows of this very text.
#pragma once

#include "lsp/document.h"

// The actions for textDocument/codeAction.
json_t *actions_for(const Document *document, const Client *client, const json_t *params);
// The action with its edit, for codeAction/resolve.
json_t *action_resolved(const Document *document, const Client *client, const json_t *action);
// Must the text with all fixes be known before the request can be answered?
bool actions_need_mended(const Document *document, const Client *client, const Pending *pending);
