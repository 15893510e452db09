// A comment that silences a rule where the rule has nothing to say, that names no rule that exists, or that can't be read.
//
// The engine knows which suppressions were used once all findings are in; this rule only says it. A comment that was misspelt was
// meant to silence something, so it is not taken out without a look.
#include "engine/record.h"
#include "engine/rule.h"

static void report_malformed(Check *check, const Suppression *suppression)
{
    Finding *finding = report_span(check, suppression->at.span, "this comment names no rule, so it silences nothing");
    help(check, finding, "name the rule in brackets: memlint: ignore[RULE] -- reason");
}

static void check(Check *check, const Suppression *suppression)
{
    if (!suppression->rule.len) {
        report_malformed(check, suppression);
        return;
    }
    Finding *finding = report_span(check, suppression->at.span,
                                   suppression->is_unknown ? "'%.*s' is no rule of memlint, so this comment silences nothing"
                                                           : "'%.*s' reports nothing here, so this comment silences nothing",
                                   FMT(suppression->rule));
    if (suppression->is_unknown) help(check, finding, "correct the name (memlint rules lists them) or take the comment out");
    fix(check, finding, suppression->is_unknown ? FIX_REVIEW : FIX_SAFE, "take '%.*s' out of the comment", FMT(suppression->rule));
    edit_replace(check, finding, suppression->removal.span, "%.*s", FMT(suppression->removal.text));
}

const Rule rule_unused_suppression = {
    .id = "unused-suppression",
    .summary = "comment silences a rule that reports nothing there",
    .help = "take the comment out: it would hide the next real finding",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_SAFE,
    .since = "0.1",
    .on_unused_suppression = check,
};
