// What is known of a document, in the protocol's words: ranges, diagnostics, hover.
#pragma once

#include "lsp/document.h"

json_t *reply_range(const Document *document, Encoding encoding, Span span);
// The bytes of a range that the client sent; a range that is none is empty.
Span reply_span(const Document *document, Encoding encoding, const json_t *range);
json_t *reply_diagnostic(const Document *document, Encoding encoding, const Finding *finding);
// All of a document. What could not be analysed says so at its first line: nothing found is not the same as nothing looked at.
json_t *reply_diagnostics(const Document *document, Encoding encoding);
// The pages of the rules whose findings, or whose names in a suppression, stand at a position; NULL when there are none.
json_t *reply_hover(const Document *document, const Client *client, const json_t *position);
