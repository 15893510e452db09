// What the other files of a folder say: a finding of an open document may hold only as long as none of them takes elements out of a
// container, or releases a block. The folder is linted once in the background, when the first such finding comes up.
#pragma once

#include "lsp/analysis.h"

typedef struct Survey {
    Arena room;          // the name
    Str root;            // of a workspace
    Language language;   // whose files it looks at
    Analysis analysis;   // under way
    Arena results;
    Project files;       // as of the last survey
    bool is_done;        // also when it failed: it is not tried again before something changes
} Survey;

typedef struct Surveys {
    ArrayOf(Survey *) list;
} Surveys;

// The survey of a folder, which has nothing yet when it is new.
Survey *surveys_find(Arena *arena, Surveys *surveys, Str root, Language language);
// The one that is under way, or NULL: there is one at a time.
Survey *surveys_running(const Surveys *surveys);
// Files have changed: each is made again when it is needed. What the old one says counts until then.
void surveys_forget(Surveys *surveys);
// Takes the answer of an analysis that has ended. False when there is none; `why` says so then, unless the process died.
bool survey_take(Survey *survey, Problem *why);
void surveys_done(Surveys *surveys);
// Can other files change what is said here?
bool survey_concerns(const Record *record);
