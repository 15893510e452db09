// The whole of a file in memory although it is needed only a piece at a time.
//
// C: a buffer of the file's size that is filled in one go, walked over once from front to back and freed; and a loop that reads to
// the end of its input into a buffer that grows without a limit. What the buffer's bytes are used for decides: see c_load.h.
#include "base/str.h"
#include "c/c_load.h"
#include "engine/rule.h"

// --- C ---------------------------------------------------------------------------------------------------------

static void report_sized_load(Check *check, const Call *call, const CLoad *load)
{
    Str name = tree_text(check->tree, load->buffer);
    Finding *finding = report(check, call->node, "'%.*s' holds the whole file, though it is only read once from front to back", FMT(name));
    also(check, finding, load->sized_at, "the size of the file is asked for here");
    help(check, finding, "read into a buffer of fixed size, in a loop: memory then does not follow the size of the file");
    weigh(finding, SEVERITY_INFO);
}

static void report_endless_load(Check *check, const Call *call, const CLoad *load)
{
    bool is_network = str_starts(call->callee, STR("recv"));
    Str name = tree_text(check->tree, load->buffer);
    Finding *finding = report(check, call->node, "'%.*s' grows until the input ends: whoever writes the input decides how much memory it takes", FMT(name));
    also(check, finding, load->made_at, "made larger here, without a limit");
    help(check, finding, "stop at a limit, or handle the input a piece at a time");
    weigh(finding, is_network ? SEVERITY_WARNING : SEVERITY_INFO);
}

static void check_c_call(Check *check, const Call *call)
{
    CLoad load;
    if (c_sized_load(check->unit, call, &load)) {
        if (c_is_scanned_forward(check->unit, &load)) report_sized_load(check, call, &load);
    } else if (c_endless_load(check->unit, call, &load)) {
        report_endless_load(check, call, &load);
    }
}

static void check_call(Check *check, const Call *call)
{
    if (check->unit->language == LANG_C) check_c_call(check, call);
}

const Rule rule_whole_file_load = {
    .id = "whole-file-load",
    .summary = "whole file in memory although it is needed a piece at a time",
    .help = "go over the file itself, or read it in blocks of fixed size",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_call = check_call,
};
