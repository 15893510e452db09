// `memlint server`: the language server protocol on two streams.
//
// One process, one loop: it reads messages, keeps the texts of open documents, starts an analysis of each that somebody wants to know
// something about (analysis.h), and answers when it is there. It never waits for an analysis, and never for the client.
#pragma once

#include "source/options.h"

// Serves until `exit` or the end of the input. Returns the exit status: 0 when the client said `shutdown` first, else 1.
int server_run(const Options *options, int input, int output);
