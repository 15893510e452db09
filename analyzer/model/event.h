// What happens to memory, in the order in which it happens. Code that does not touch memory's life is not lowered.
//
// The list is closed: a new event needs a paper in docs/design and two rules that can't be written without it.
#pragma once

#include "model/place.h"

typedef enum EventKind {
    EVENT_ACQUIRE = 1,  // something new is put in `place`: detail = Family; node = the call or literal
    EVENT_RELEASE,      // what `place` holds is given back: detail = Family
    EVENT_MOVE,         // what `place` holds now belongs to `other` (0 = the caller: return)
    EVENT_ALIAS,        // `place` := `other`: two names for one thing. other = 0: `place` := something unknown
    EVENT_ESCAPE,       // `place` goes where nothing is known of: unknown callee, container, return, global
    EVENT_USE,          // `place` is read or dereferenced: detail = Use
    EVENT_TEST,         // the block branches on `place`: detail = Test, which says what the true edge means; other = a CONSTANT or 0
    EVENT_GROW,         // `place` gets one more element: detail = Growth; other = C: the counter of array[count++], else 0
    EVENT_SHRINK,       // elements leave `place` (or the counter `place` goes down, to 0): detail = Shrinkage
    EVENT_BOUND,        // the size of `place` (or the counter itself) is limited or compared: len(x) > n, maxlen, index % n
    EVENT_CAPTURE,      // `place` is kept alive or pointed to from outside: detail = CaptureBy; other = by what
    EVENT_CALL,         // a call: detail = index into Unit.calls
    EVENT_END,          // the variable `place` ends: del x, scope end of a C block variable that matters
    EVENT_KIND_COUNT,
} EventKind;

// What kind of thing is acquired and released; a release of another family is a defect.
typedef enum Family {
    FAMILY_NONE,
    FAMILY_CONTAINER,  // an empty or filled list, dict, set, table: ACQUIRE marks where it is made
    FAMILY_MEMORY,     // malloc and free
    FAMILY_FILE,       // FILE *, Python file objects
    FAMILY_LARGE,      // Python: a value that is as big as its input (read(), fetchall(), json.load)
    FAMILY_COUNT,
} Family;

typedef enum Test {
    TEST_TRUE = 1,   // true edge: place is not null / not zero / truthy; false edge: it is
    TEST_FALSE,      // true edge: place is null / zero / falsy / None
    TEST_COMPARE,    // compared with something else: nothing is learnt but that it was looked at
    TEST_EQUAL,      // true edge: place == other, a CONSTANT, as in all that follow
    TEST_UNEQUAL,
    TEST_LESS,
    TEST_AT_MOST,
    TEST_MORE,
    TEST_AT_LEAST,
} Test;

typedef enum Use {
    USE_READ,         // its value is looked at
    USE_DEREFERENCE,  // what it points to is read or written
} Use;

typedef enum Growth {
    GROW_APPEND = 1,  // one more each time: append, list head insertion, array[count++], realloc by count
    GROW_KEYED,       // one more for each new key: d[k] = v, add, setdefault, hash insert
    GROW_CONSTANT,    // a constant key: d["name"] = v; does not repeat
    GROW_READ,        // a read that inserts: defaultdict[k]
} Growth;

typedef enum Shrinkage {
    SHRINK_SOME = 1,  // pop, remove, del d[k], free of one element, count--
    SHRINK_ALL,       // clear, x = [] again, count = 0, head = NULL, destroy
    SHRINK_MAYBE,     // the container (or its shrinking method, uncalled) went where it can be shrunk
} Shrinkage;

typedef enum CaptureBy {
    CAPTURE_CLOSURE = 1,  // Python: nested function or lambda; other = the place that holds the function
    CAPTURE_RETURNED,     // C: &local or local array is returned
    CAPTURE_STORED,       // C: &local is stored in `other`, a global or a heap object
    CAPTURE_REGISTERED,   // &local or bound method given to a registration; other = RESULT of the call
} CaptureBy;

typedef struct Event {
    EventKind kind;
    uint32_t detail;   // see the kind
    PlaceId place;
    PlaceId other;
    NodeId node;       // where it is written
} Event;

typedef ArrayOf(Event) Events;

const char *event_name(EventKind kind);    // "acquire", "grow" ...: dumps and tests
const char *family_name(Family family);    // "container", "memory" ...
