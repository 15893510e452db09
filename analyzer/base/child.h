// A process of our own at the other end of a connection: what it does, and however it ends, costs only its answer.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "base/array.h"

typedef struct Child {
    pid_t pid;            // 0 = there is none
    int socket;           // this side's end; in the child its own
    Arena inbox;          // of `bytes`; stays when the process ends
    ArrayOf(char) bytes;  // what it has sent, as far as it has come
} Child;

// As fork: 0 in the child, which ends with its parent; -1, with errno and nothing open, when the system has none to give.
pid_t child_fork(Child *child);
// In the child: parsers print, and nothing of it may reach the parent's streams.
void child_silence(bool keeps_errors);
// Sends all of it to the other end. False when nobody is there.
bool child_send(int socket, Str bytes);
// In the child: sends the last of it and ends, without exit handlers: what the parent has not flushed is the parent's.
_Noreturn void child_finish(int socket, Str bytes);
// Takes what has come, without waiting. False at the end of the stream.
bool child_listen(Child *child);
// Forgets what has come.
void child_clear(Child *child);
// Waits for a process that has ended or is about to. Returns its status as of waitpid.
int child_reap(Child *child, struct rusage *usage);
// Ends the process, if there is one: with a signal, or (0) by waiting for it.
void child_stop(Child *child, int signal);
