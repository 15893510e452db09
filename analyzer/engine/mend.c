#include "engine/mend.h"

#include "base/str.h"
#include "c/c_insert.h"
#include "c/c_scan.h"
#include "c/c_way_out.h"

// How the thing is given back.
typedef struct Release {
    Str name;         // "free", as it is written elsewhere in the function
    bool takes_null;
    bool is_seen;     // the file calls it
} Release;

static bool takes_null(Str name)
{
    static const char *const names[] = {"free",         "g_free",       "Py_XDECREF",  "Py_CLEAR",    "PyMem_Free",   "PyMem_RawFree", "PyObject_Free", "sqlite3_free",
                                        "sqlite3_close", "sqlite3_finalize", "curl_free", "regfree_null", "SSL_free", "SSL_CTX_free",  "BIO_free",      "X509_free",
                                        "EVP_PKEY_free", "EVP_MD_CTX_free",  "BN_free",   "RSA_free",     "json_decref", "cJSON_Delete", NULL};
    return str_is_any(name, names);
}

// Those whose release takes more than the thing.
static bool needs_more(uint8_t family) { return family == FAMILY_MAPPING || family == FAMILY_G_ARRAY || family == FAMILY_G_STRING || family == FAMILY_REGEX || family == FAMILY_GLOB; }

// The name of a call that is written NAME(variable) and nothing more, "" else.
static Str plain_name(const Unit *unit, NodeId call, Str variable)
{
    Str text = tree_text(unit->tree, call), name = c_scan_word(text);
    if (!str_starts(str_from_byte(text, name.len), STR("(")) || !str_ends(text, STR(")"))) return (Str){0};
    return str_equal(str_trim(str_slice(text, name.len + 1, text.len - 1)), variable) ? name : (Str){0};
}

static bool release_of(const Check *check, const Resource *resource, BindingId variable, Release *release)
{
    const Unit *unit = check->unit;
    Str name = unit_binding(unit, variable)->name;
    *release = (Release){0};
    for (uint32_t i = 0; i < resource->endings.len && !release->name.len; i++) {
        NodeId at = resource->endings.at[i].state.released_at;
        if (!at) continue;
        release->name = plain_name(unit, at, name);
        if (!release->name.len) return false;
    }
    release->is_seen = release->name.len != 0;
    if (!release->name.len && !needs_more(resource->family)) release->name = knowledge_release(unit->knowledge, (Family)resource->family);
    for (uint32_t i = 1; i < unit->calls.len && !release->is_seen; i++) release->is_seen = str_equal(unit->calls.at[i].callee, release->name);
    if (str_is(release->name, "Py_DECREF")) release->is_seen = true;
    release->takes_null = takes_null(release->name);
    return release->name.len != 0;
}

static Str statement_of(Check *check, const CWayOut *out, const Release *release)
{
    Str name = unit_binding(check->unit, out->variable)->name;
    bool is_number = unit_type(check->unit, unit_binding(check->unit, out->variable)->type)->kind == TYPE_INTEGER;
    if (!out->may_be_null || release->takes_null) return arena_format(check->scratch, "%.*s(%.*s);", FMT(release->name), FMT(name));
    if (str_is(release->name, "Py_DECREF")) return arena_format(check->scratch, "Py_XDECREF(%.*s);", FMT(name));
    const char *test = is_number ? "if (%.*s >= 0) %.*s(%.*s);" : "if (%.*s) %.*s(%.*s);";
    return arena_format(check->scratch, test, FMT(name), FMT(release->name), FMT(name));
}

// --- a label that does it already ----------------------------------------------------------------------------------
typedef struct Label {
    Str name;
    BindingId result;  // what is returned behind it, 0 = nothing is
} Label;

// free(v), or if (v) free(v)
static bool releases_only(const Unit *unit, NodeId statement, BindingId variable)
{
    const Tree *tree = unit->tree;
    NodeId call = statement;
    if (tree_kind(tree, statement) == C_IF) {
        if (c_reference(tree, c_strip_casts(tree, tree_child_as(tree, statement, ROLE_C_CONDITION))) != variable || tree_child_as(tree, statement, ROLE_C_ELSE)) return false;
        call = tree_child_as(tree, statement, ROLE_C_THEN);
        if (tree_kind(tree, call) == C_COMPOUND) call = tree_child_count(tree, call) == 1 ? tree_first(tree, call) : 0;
    }
    const Call *called = call && tree_kind(tree, c_strip_casts(tree, call)) == C_CALL ? unit_call(unit, c_strip_casts(tree, call)) : NULL;
    Str name = called ? plain_name(unit, called->node, unit_binding(unit, variable)->name) : (Str){0};
    return name.len && (takes_null(name) || call != statement);
}

// Behind the label, is there nothing but the variable's release and the return?
static bool read_label(const Unit *unit, NodeId node, BindingId variable, Label *label)
{
    const Tree *tree = unit->tree;
    NodeId at = tree_first(tree, node);
    uint32_t releases = 0;
    *label = (Label){.name = c_scan_word(tree_text(tree, node))};
    for (bool is_first = true; at && tree_kind(tree, at) != C_RETURN; at = is_first ? tree_next(tree, node) : tree_next(tree, at), is_first = false) {
        if (!releases_only(unit, at, variable) || tree_node(tree, at)->flags & NODE_IN_MACRO) return false;
        releases++;
    }
    NodeId value = at ? tree_first(tree, at) : 0;
    if (value) label->result = c_reference(tree, value);
    return releases == 1 && at && !tree_next(tree, at) && (!value || unit_binding(unit, label->result)->kind == BINDING_LOCAL);
}

// Does a jump from the one to the other go over an array of variable length?
static bool skips_array(const Tree *tree, NodeId from, NodeId to)
{
    for (NodeId at = from; at < to; at++)
        if (tree_kind(tree, at) == C_VARIABLE && tree_child_as(tree, at, ROLE_C_SIZE)) return true;
    return false;
}

static bool find_label(const Unit *unit, const CWayOut *out, Label *label)
{
    const Tree *tree = unit->tree;
    NodeId function = c_enclosing_function(tree, out->statement), body = tree_child_as(tree, function, ROLE_C_BODY);
    if (tree_kind(tree, out->statement) != C_RETURN) return false;
    for (NodeId at = tree_first(tree, body); at; at = tree_next(tree, at)) {
        if (tree_kind(tree, at) != C_LABEL || at < out->statement || skips_array(tree, out->statement, at) || !read_label(unit, at, out->variable, label)) continue;
        bool returns = tree_first(tree, out->statement) != 0, is_in_scope = !label->result || unit_binding(unit, label->result)->declared < out->statement;
        return returns == (label->result != 0) && is_in_scope && tree_contains(tree, body, unit_binding(unit, out->variable)->declared) &&
               tree_parent(tree, tree_parent(tree, unit_binding(unit, out->variable)->declared)) == body;
    }
    return false;
}

// return X;  ->  result = X; goto out;
static void write_jump(Check *check, Finding *finding, const CWayOut *out, const Label *label)
{
    const Tree *tree = check->tree;
    NodeId value = tree_first(tree, out->statement);
    bool is_set = value && c_reference(tree, value) != label->result;
    edit_replace(check, finding, tree_span(tree, out->statement), "goto %.*s", FMT(label->name));
    if (!is_set) return;
    Str text = arena_format(check->scratch, "%.*s = %.*s;", FMT(unit_binding(check->unit, label->result)->name), FMT(tree_text(tree, value)));
    CInsertion insertion = c_insert_before(check->scratch, tree, out->statement, text);
    edit_replace(check, finding, insertion.before, "%.*s", FMT(insertion.text));
    if (insertion.closing.len) edit_insert(check, finding, insertion.end, "%.*s", FMT(insertion.closing));
}

static void write_at_end(Check *check, Finding *finding, const Resource *resource, Str text)
{
    const Tree *tree = check->tree;
    uint32_t brace = tree_span(tree, unit_function(check->unit, resource->function)->body).to - 1;
    NodeId last = tree_first(tree, unit_function(check->unit, resource->function)->body);
    while (tree_next(tree, last)) last = tree_next(tree, last);  // what leaks is acquired in the body: it isn't empty
    Str indent = c_indent_at(tree, tree_span(tree, last).from);
    uint32_t line = brace;
    while (line && strchr(" \t", tree->source->text.at[line - 1])) line--;
    bool is_own_line = line && tree->source->text.at[line - 1] == '\n';
    if (is_own_line) edit_insert(check, finding, line, "%.*s%.*s\n", FMT(indent), FMT(text));
    else edit_insert(check, finding, brace, "%.*s ", FMT(text));
}

// --- a release of its own ------------------------------------------------------------------------------------------
static void write_release(Check *check, Finding *finding, const Resource *resource, const CWayOut *out, Str text)
{
    const Tree *tree = check->tree;
    Label label;
    if (out->statement && find_label(check->unit, out, &label)) {
        write_jump(check, finding, out, &label);
    } else if (out->statement) {
        CInsertion insertion = c_insert_before(check->scratch, tree, out->statement, text);
        edit_replace(check, finding, insertion.before, "%.*s", FMT(insertion.text));
        if (insertion.closing.len) edit_insert(check, finding, insertion.end, "%.*s", FMT(insertion.closing));
    } else {
        write_at_end(check, finding, resource, text);
    }
}

void mend_leaks(Check *check, Finding *finding, const Resource *resource, uint32_t ending, bool everywhere)
{
    ArrayOf(CWayOut) ways = {0};
    bool has_own = false;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        if (resource->endings.at[i].kind != ENDING_LEAKED) continue;
        CWayOut out = {0};
        bool is_known = c_way_out(check->scratch, check->unit, check->summaries, resource, &resource->endings.at[i], &resource->paths.at[i], &out);
        if (!is_known && (everywhere || i == ending)) return;
        has_own |= i == ending;
        bool is_new = is_known;
        for (uint32_t w = 0; w < ways.len; w++) is_new &= ways.at[w].statement != out.statement;
        if (is_new) *array_push(check->scratch, &ways) = out;
    }
    Release release;
    if (!has_own || !release_of(check, resource, ways.at[0].variable, &release)) return;
    fix(check, finding, release.is_seen && !resource->is_believed ? FIX_SAFE : FIX_REVIEW, "call %.*s(%.*s) before leaving", FMT(release.name),
        FMT(unit_binding(check->unit, ways.at[0].variable)->name));
    for (uint32_t w = 0; w < ways.len; w++) write_release(check, finding, resource, &ways.at[w], statement_of(check, &ways.at[w], &release));
}

void mend_overwrite(Check *check, Finding *finding, const Resource *resource, uint32_t ending)
{
    CWayOut out;
    Release release;
    NodeId at = resource->endings.at[ending].node;
    NodeKind around = tree_kind(check->tree, tree_parent(check->tree, at));
    bool is_whole_branch = around == C_IF && tree_node(check->tree, at)->role != ROLE_C_CONDITION;
    bool is_statement = c_is_assignment(check->tree, at) && (around == C_COMPOUND || is_whole_branch);
    if (!is_statement || !c_way_out(check->scratch, check->unit, check->summaries, resource, &resource->endings.at[ending], &resource->paths.at[ending], &out)) return;
    if (!release_of(check, resource, out.variable, &release)) return;
    fix(check, finding, FIX_REVIEW, "call %.*s(%.*s) first", FMT(release.name), FMT(unit_binding(check->unit, out.variable)->name));
    write_release(check, finding, resource, &out, statement_of(check, &out, &release));
}
