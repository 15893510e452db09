// A default value is made once, with the function, and every call that leaves the argument out gets the same one. Reported is what
// the function does to it: it changes it, or lets it out uncopied, directly or through one other name (py_default.h).
//
// Names that say cache or memo, and those with a leading underscore, are taken for deliberate: of them only growth by key is told.
#include "engine/rule.h"
#include "python/py_default.h"
#include "python/py_edit.h"
#include "python/py_idiom.h"

static bool is_deliberate(Str name)
{
    return name.at[0] == '_' || str_contains(name, STR("cache")) || str_contains(name, STR("memo"));
}

static void report_cache(Check *check, const PyDefault *self, Str name)
{
    if (!self->keyed || self->is_bounded) return;
    Finding *finding = report(check, self->declaration, "'%.*s' keeps every key of every call until the program ends", FMT(name));
    weigh(finding, SEVERITY_INFO);
    help(check, finding, "use functools.lru_cache with a maxsize, or remove what is no longer needed");
    also(check, finding, self->keyed, "a key is added here");
}

// An attribute that nothing changes in place can be shared.
static bool is_kept_badly(const PyDefault *self)
{
    if (!self->stored || tree_kind(self->tree, self->stored) != PY_ATTRIBUTE) return self->stored;
    return py_attribute_is_changed(self->tree, tree_text(self->tree, tree_child_as(self->tree, self->stored, ROLE_ATTRIBUTE)));
}

static Finding *report_use(Check *check, const PyDefault *self, Str name)
{
    Str word = self->word;
    if (self->changed) {
        Finding *finding = report(check, self->declaration, self->grows ? "'%.*s' is one %.*s for all calls, and it grows from call to call"
                                                                : "'%.*s' is one %.*s for all calls, and each call changes it",
                                  FMT(name), FMT(word));
        also(check, finding, self->changed, "changed here");
        return finding;
    }
    if (is_kept_badly(self)) {
        Finding *finding = report(check, self->declaration, "'%.*s' is one %.*s for all calls, and it is kept in '%.*s'", FMT(name), FMT(word),
                                  FMT(tree_text(self->tree, self->stored)));
        also(check, finding, self->stored, "kept here");
        return finding;
    }
    if (!self->returned || py_is_aside(check->unit)) return NULL;
    Finding *finding = report(check, self->declaration, "'%.*s' is one %.*s for all calls, and callers get it back", FMT(name), FMT(word));
    weigh(finding, SEVERITY_INFO);
    also(check, finding, self->returned, "returned here");
    return finding;
}

static void offer_fix(Check *check, Finding *finding, const Function *function, const PyDefault *self)
{
    PyInsertion at;
    Str name = unit_binding(check->unit, self->parameter)->name, value = tree_text(check->tree, self->value);
    if (!py_insertion_in_body(check->tree, function->node, &at) || str_find_char(value, '\n') < value.len) return;
    fix(check, finding, FIX_REVIEW, "make the %.*s in the function", FMT(self->word));
    edit_replace(check, finding, tree_span(check->tree, self->value), "None");
    edit_insert(check, finding, at.byte, "%.*sif %.*s is None:%.*s%.*s%.*s%.*s = %.*s%.*s", FMT(at.indent), FMT(name),
                FMT(at.newline), FMT(at.indent), FMT(at.step), FMT(name), FMT(value), FMT(at.newline));
}

static void check_parameter(Check *check, const Function *function, BindingId parameter)
{
    PyDefault found;
    Str name = unit_binding(check->unit, parameter)->name;
    if (!py_default_read(check->unit, parameter, &found)) return;
    if (is_deliberate(name)) {
        report_cache(check, &found, name);
        return;
    }
    Finding *finding = report_use(check, &found, name);
    if (finding) offer_fix(check, finding, function, &found);
}

// The defaults of a nested function are made anew each time the outer one runs.
static void check(Check *check, FunctionId id)
{
    const Function *function = unit_function(check->unit, id);
    if (function->parent != TOP_LEVEL) return;
    for (uint32_t i = 0; i < function->parameter_count; i++)
        if (unit_binding(check->unit, function->first_parameter + i)->is_default_bearing)
            check_parameter(check, function, function->first_parameter + i);
}

const Rule rule_mutable_default = {
    .id = "mutable-default",
    .summary = "default value is shared by all calls and changed or let out",
    .help = "use None as the default and make the value in the function",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_function = check,
};
