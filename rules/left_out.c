// Pitfalls that were weighed and are no rules of their own, and why: so that nobody who looks for one wonders, and nobody builds it anew without knowing.
// The counts are of about 17,500 files of public Python code.
#include "engine/left_out.h"

// Sorted by name. The empty one at the end is not counted.
const LeftOut registry_left_out[] = {
    {"append-loop-to-comprehension", "a comprehension grows its list exactly as append does: 8,856 "
                                     "bytes for 1,000 elements either way"},
    {"cache-per-call", "a cache on a nested function is nearly always a memo for one recursive "
                       "computation, and gone with it"},
    {"capture-then-iterate", "output of a command is small unless the command is known, and its "
                             "return code is needed as well"},
    {"class-without-slots",
     "40 bytes per object since 3.11, against `__dict__`, weak references and defaults; "
     "`dataclass-without-slots` finds the case that is certain"},
    {"closure-captures-large", "part of `closure-capture`"},
    {"contextvar-set-without-reset",
     "a task has a context of its own, which is gone with the task"},
    {"deepcopy-in-loop", "69 found, and a copy per turn is what is wanted: the copy is changed"},
    {"default-arg-cache",
     "a default value that is used as a cache is what `mutable-default` reports, as an info"},
    {"dict-never-shrinks", "true of every dict and set that elements are deleted from; how many "
                           "there were at most can't be seen"},
    {"findall-iterated",
     "texts that are searched are short, and with groups `finditer` gives something else"},
    {"gather-unbounded", "part of `unbounded-submit`"},
    {"generator-into-join",
     "`str.join` makes a list of what it is given: a generator saves nothing and is slower"},
    {"observer-without-removal",
     "55 found, one in ten worth it: observers are registered once, when the program starts"},
    {"parent-back-reference", "how every tree is written; the cycle is collected"},
    {"process-hook-keeps-self", "86 found, few worth it: what registers itself with `atexit` or "
                                "`signal` lives as long as the process"},
    {"property-recomputed", "costs time, not memory, and storing the value would cost memory"},
    {"read-csv-whole", "whether a table is used as a whole takes more than its file to see"},
    {"self-callback-cycle", "163 found, nearly all state machines whose objects live long; with "
                            "`__del__` it is `del-cycle`"},
    {"str-concat-local-loop", "a local variable is lengthened in place: as fast as join, and with "
                              "a lower peak; `str-rebuild-loop` finds the forms that copy"},
    {"threading-local-per-instance",
     "its values are freed when their thread ends; the objects live long"},
    {"unbounded-function-cache", "57 found, one in four worth it: of most arguments there are few; "
                                 "methods are found by `cached-method`"},
    {"whole-file-lines", "part of `whole-file-load`"},
    {NULL, NULL},
};

const uint32_t registry_left_out_count = sizeof registry_left_out / sizeof *registry_left_out - 1;
