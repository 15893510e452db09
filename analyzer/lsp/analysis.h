// One document's analysis, in a process of its own: it reads the configuration, lints the buffer's text in a worker as a run of the
// command line would, and answers. Whatever goes wrong there, and whatever it takes, costs this answer and nothing else; an answer that
// nobody wants any more is stopped by ending the process.
#pragma once

#include "base/child.h"
#include "engine/project.h"
#include "source/options.h"

typedef struct Question {
    const Options *options;
    Str root;           // the folder to work in
    Str path;           // from there, or absolute
    Language language;
    Str text;           // what stands in the editor
    bool mends;         // also: what is the text once every safe fix is made?
    bool surveys;       // not the text: what do all files of the language below the root say to others?
    const Project *around;  // what a survey said; NULL = nothing is known of other files
} Question;

typedef struct Answer {
    bool is_excluded;   // by the configuration: there is no record
    Problem problem;    // the configuration can't be used: there is no record; empty = there is one
    Record record;
    Str mended;         // empty = there is nothing to mend
    Project others;     // of a survey: records without findings
} Answer;

typedef struct Analysis {
    Child child;        // its pid is 0 when none is under way; what it has sent is the answer
    bool mends;
} Analysis;

// False when the system has no process to give.
bool analysis_start(Analysis *analysis, const Question *question);
// Takes what has come, without waiting. False at the end of the answer.
bool analysis_listen(Analysis *analysis);
// Reads the answer once it has ended; nothing is under way then. Fails when it is cut short: the process died.
bool analysis_take(Analysis *analysis, Arena *results, Answer *answer);
// Ends the process, if there is one.
void analysis_stop(Analysis *analysis);
