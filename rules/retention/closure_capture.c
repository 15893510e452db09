// Something outlives the function that owns it, through a closure or a callback.
//
// C: the address of a local variable is returned, stored where it outlives the function, or given to a registration or thread that
// nothing in the function ends. What is undone later in the same function is not reported; paths are not looked at.
#include "base/str.h"
#include "engine/rule.h"

// --- C ---------------------------------------------------------------------------------------------------------

// main's variables live as long as the program, but for what it returns.
static bool is_in_main(const Check *check, const Capture *capture)
{
    return str_is(unit_function(check->unit, capture->owner)->name, "main");
}

static void check_c_capture(Check *check, const Capture *capture)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, capture->binding);
    Str name = binding->name, function = unit_function(unit, capture->owner)->name;
    Finding *finding = NULL;
    if (capture->undone || (capture->how != HOW_RETURNED && is_in_main(check, capture))) return;
    switch (capture->how) {
    case HOW_RETURNED:
        finding = report(check, capture->escapes_at, "'%.*s' returns the address of its local '%.*s', which ends with the call", FMT(function), FMT(name));
        weigh(finding, SEVERITY_ERROR);
        help(check, finding, "let the caller give the memory, allocate it, or return the value itself");
        break;
    case HOW_STORED:
        finding = report(check, capture->escapes_at, "'%.*s' keeps the address of the local '%.*s' after '%.*s' has returned",
                         FMT(place_text(check->scratch, &unit->places, capture->into)), FMT(name), FMT(function));
        weigh(finding, SEVERITY_WARNING);
        help(check, finding, "store a copy on the heap, or take the address out again before the function returns");
        break;
    case HOW_REGISTERED:
        finding = report(check, capture->escapes_at, "'%.*s' keeps the address of the local '%.*s' after '%.*s' has returned",
                         FMT(capture->call->callee), FMT(name), FMT(function));
        weigh(finding, SEVERITY_WARNING);
        help(check, finding, "give it memory that lives as long as the callback, or wait for its end before the function returns");
        break;
    }
    if (binding->declared) also(check, finding, binding->declared, "'%.*s' lives in this call of '%.*s' only", FMT(name), FMT(function));
}

static void check_capture(Check *check, const Capture *capture)
{
    if (check->unit->language == LANG_C) check_c_capture(check, capture);
}

const Rule rule_closure_capture = {
    .id = "closure-capture",
    .summary = "closure or callback keeps what its function should let go",
    .help = "take out what is needed before the closure is made",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .cwe = "CWE-562",
    .on_capture = check_capture,
};
