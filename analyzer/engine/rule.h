// Everything that a rule needs: the literal that describes it and the few verbs with which it reports.
//
// A rule fills the callback of what it looks at; that is its subscription. It may read the unit, the tree and the facts,
// never other rules, the file system or the configuration but for its own options.
#pragma once

#include "engine/finding.h"
#include "model/capture.h"
#include "model/container.h"
#include "model/resource.h"
#include "base/str.h"

typedef struct Check Check;
typedef struct Suppression Suppression;

// A number that the configuration can set: [rules.cached-method] small-bound = 8.
typedef struct RuleOption {
    const char *name;
    const char *help;     // half a sentence: what it is the limit of
    uint32_t fallback;
} RuleOption;

typedef struct Rule {
    const char *id;            // kebab-case; the file's name with '-' for '_'
    const char *summary;       // half a sentence, no capital, no period
    const char *help;          // what to do about it, one sentence; a finding may say its own
    unsigned languages;        // LANG_C | LANG_PYTHON
    Severity severity;         // of the rule; a finding may be lowered
    FixKind fix;               // the best fix that it ever offers
    bool is_opt_in;            // only when selected by name
    const char *since;         // version that brought it
    const char *cwe;           // "CWE-401", or NULL
    const RuleOption *options; // ended by a row without a name; NULL = none

    // The subscription. Fill at least one.
    void (*on_container)(Check *, const Container *);
    void (*on_capture)(Check *, const Capture *);
    void (*on_resource)(Check *, const Resource *);  // called again when more is known of other files: containers and captures are not there then
    void (*on_call)(Check *, const Call *);
    void (*on_function)(Check *, FunctionId);
    void (*on_class)(Check *, ClassId);
    void (*on_binding)(Check *, BindingId);
    void (*on_node)(Check *, NodeId);
    const NodeKind *kinds;     // the kinds that on_node wants, ended by 0
    bool reads_summaries;      // wants Check.summaries filled, which on_resource brings, too
    void (*on_unused_suppression)(Check *, const Suppression *);
} Rule;

// What a rule works on. Borrowed, read-only.
struct Check {
    const Unit *unit;
    const Tree *tree;
    const Containers *containers;
    const Captures *captures;
    const Resources *resources;
    const Summaries *summaries;
    uint32_t target;           // Python: 310 = 3.10 is the oldest version that runs the code; 0 = not known
    Arena *scratch;            // temporaries; gone after the file
    // The engine's own.
    const struct Policy *policy;
    const Rule *rule;
    Arena *results;
    Findings *findings;
};

// The value of one of the rule's options.
uint32_t option(const Check *check, const char *name);
// May what that version of Python (310 = 3.10) brought be advised? Yes, when it is not known what runs the code.
static inline bool may_use(const Check *check, uint32_t version) { return !check->target || check->target >= version; }

// --- reporting -------------------------------------------------------------------------------------------------
// Reports at a node. The message is one sentence without a period at its end; it quotes the user's name for the thing.
// The returned finding is valid until the next report.
Finding *report(Check *check, NodeId node, const char *format, ...) PRINTF_LIKE(3, 4);
// The same at any span, for findings whose best place is no node.
Finding *report_span(Check *check, Span span, const char *format, ...) PRINTF_LIKE(3, 4);
// A second place: where it is made, who else holds it.
void also(Check *check, Finding *finding, NodeId node, const char *format, ...) PRINTF_LIKE(4, 5);
// The next step of the path that leads to the loss.
void step(Check *check, Finding *finding, NodeId node, const char *format, ...) PRINTF_LIKE(4, 5);
// What to write instead, when the rule's own help is too general.
void help(Check *check, Finding *finding, const char *format, ...) PRINTF_LIKE(3, 4);
// Lowers (or raises) the severity of this finding.
void weigh(Finding *finding, Severity severity);

// --- conditions about the whole program ------------------------------------------------------------------------
// The rule sees one file; what must hold in all of them it states as conditions, and the merge decides. A condition is one fact
// ("shrinks CACHE": some file of the run says so), or a fact of certain classes or of a module ("family #3: shrinks .items",
// "above #3: unslotted", "in pkg.mod.helper: closes-0"); engine/program.h has the grammar, python/py_index.h the facts of Python.
// Behind tabs follow facts that must not be there. When one file is linted alone, only what it says itself is known.
// Silences the finding when the condition holds. Can be called again: each condition is enough.
void unless_elsewhere(Check *check, Finding *finding, const char *format, ...) PRINTF_LIKE(3, 4);
// Silences the finding unless the condition holds. Can be called again: all conditions must hold.
void only_if_elsewhere(Check *check, Finding *finding, const char *format, ...) PRINTF_LIKE(3, 4);
// Python: silences the finding when one of these things ("shrinks", "sets" ... ended by NULL) is done to the attribute in any file,
// through self in the class, its subclasses and their bases, or through another object.
void unless_attribute(Check *check, Finding *finding, ClassId class, Str name, const char *const *verbs);
// The same for a module's variable: through its imported name or as an attribute of its module.
void unless_variable(Check *check, Finding *finding, Str name, const char *const *verbs);

// --- fixes -----------------------------------------------------------------------------------------------------
// Offers a fix: once to name it and say how safe it is, then one edit for each place.
void fix(Check *check, Finding *finding, FixKind kind, const char *title, ...) PRINTF_LIKE(4, 5);
void edit_replace(Check *check, Finding *finding, Span span, const char *format, ...) PRINTF_LIKE(4, 5);
void edit_insert(Check *check, Finding *finding, uint32_t byte, const char *format, ...) PRINTF_LIKE(4, 5);
void edit_delete(Check *check, Finding *finding, Span span);
