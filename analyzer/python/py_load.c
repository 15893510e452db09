// A read of a whole file is followed to its one use, through at most one variable. Whatever could notice that the file is read later
// than it is written (the file is used again, or a file is opened for writing meanwhile) ends the matter.
// Tests are left alone. Deliberately missed: files that are attributes or parameters without annotation, and values that are used twice.
#include "python/py_load.h"

#include "base/filepath.h"
#include "base/str.h"
#include "python/py_resolve.h"

enum { LARGE_COUNT = 100000 };

// --- files -----------------------------------------------------------------------------------------------------

bool py_is_file(const Unit *unit, NodeId expression)
{
    static const char *const types[] = {"io.TextIOWrapper", "io.BufferedReader", "io.FileIO", "gzip.GzipFile", "bz2.BZ2File",
                                        "lzma.LZMAFile", "http.client.HTTPResponse", NULL};
    static const char *const streams[] = {"sys.stdin", "sys.stdin.buffer", NULL};
    return str_is_any(py_type_name(unit, expression), types) || str_is_any(py_qualified(unit, expression), streams);
}

// The call that opened the file, where that can be seen.
static NodeId opened_by(const Unit *unit, NodeId file)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, file) != PY_IDENTIFIER) return tree_kind(tree, file) == PY_CALL ? file : 0;
    for_each_reference(unit, tree_node(tree, file)->binding, reference) {
        if (reference->kind != REFERENCE_WRITE) continue;
        NodeId parent = tree_parent(tree, reference->node);
        bool is_managed = tree_kind(tree, parent) == PY_AS_PATTERN_TARGET;
        return is_managed ? tree_child_as(tree, tree_parent(tree, parent), ROLE_VALUE) : py_assigned_value(tree, reference->node);
    }
    return 0;
}

// Files that are small by their nature.
static bool is_small(const Unit *unit, NodeId file)
{
    NodeId call = opened_by(unit, file);
    Str path = call && tree_kind(unit->tree, call) == PY_CALL ? py_string_text(unit->tree, py_argument(unit->tree, call, 0, NULL)) : (Str){0};
    return str_starts(path, STR("/proc/")) || str_starts(path, STR("/sys/")) || str_starts(path, STR("/etc/")) || str_ends(path, STR(".pid"));
}

static bool method_is(const Tree *tree, NodeId call, const char *name) { return str_is(tree_text(tree, py_call_method(tree, call)), name); }

// Tests read what they have written themselves.
static bool is_test(const Unit *unit)
{
    static const char *const folders[] = {"test", "tests", "testing", NULL};
    return filepath_has_folder(unit->source->path, folders) || str_starts(unit->module, STR("test_")) || str_ends(unit->module, STR("_test")) || str_is(unit->module, "conftest");
}

// Without an argument that limits what is read.
static bool reads_all(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId receiver = py_call_receiver(tree, call);
    if (!receiver) return false;
    if (method_is(tree, call, "read_text") || method_is(tree, call, "read_bytes"))
        return str_is(py_type_name(unit, receiver), "pathlib.Path");
    if (!method_is(tree, call, "read") && !method_is(tree, call, "readlines")) return false;
    return !py_argument_count(tree, call) && py_is_file(unit, receiver) && !is_small(unit, receiver);
}

// read().splitlines() of a read(), or read().split("\n"); the read itself when it gives lines; else 0.
static NodeId lines_of(const Tree *tree, NodeId read)
{
    if (method_is(tree, read, "readlines")) return read;
    NodeId call = tree_parent(tree, py_context(tree, read));
    if (tree_kind(tree, call) != PY_CALL || py_unparenthesized(tree, py_call_receiver(tree, call)) != read) return 0;
    if (method_is(tree, call, "splitlines")) return py_argument_count(tree, call) ? 0 : call;
    Str separator = py_string_text(tree, py_argument(tree, call, 0, NULL));
    return method_is(tree, call, "split") && py_argument_count(tree, call) == 1 && str_is(separator, "\\n") ? call : 0;
}

// --- uses ------------------------------------------------------------------------------------------------------

static Str callee_of(const Unit *unit, NodeId call) { return py_qualified(unit, py_call_function(unit->tree, call)); }

// The call of which the value is an argument, else 0.
static NodeId call_with(const Tree *tree, NodeId value)
{
    NodeId arguments = tree_parent(tree, value);
    return tree_kind(tree, arguments) == PY_ARGUMENT_LIST && tree_kind(tree, tree_parent(tree, arguments)) == PY_CALL
               ? tree_parent(tree, arguments) : 0;
}

static bool is_hash_object(const Unit *unit, NodeId expression)
{
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, expression)->binding);
    NodeId value = tree_kind(unit->tree, expression) == PY_IDENTIFIER && binding->writes == 1 ? py_assigned_value(unit->tree, binding->declared) : 0;
    return tree_kind(unit->tree, value) == PY_CALL && str_starts(callee_of(unit, value), STR("hashlib."));
}

static PyLoadUse use_of_bytes(const Unit *unit, NodeId call)
{
    Str callee = callee_of(unit, call);
    NodeId receiver = py_call_receiver(unit->tree, call);
    bool is_hash = str_starts(callee, STR("hashlib.")) || str_is(callee, "zlib.crc32") || str_is(callee, "zlib.adler32") || str_is(callee, "binascii.crc32");
    if (is_hash || (method_is(unit->tree, call, "update") && is_hash_object(unit, receiver))) return LOAD_HASHED;
    return method_is(unit->tree, call, "write") && py_argument_count(unit->tree, call) == 1 && py_is_file(unit, receiver) ? LOAD_COPIED : 0;
}

// What takes its argument's elements one at a time and keeps less than all of them.
static PyLoadUse use_of_lines(const Unit *unit, NodeId call)
{
    static const char *const streaming[] = {"builtins.enumerate", "builtins.map", "builtins.filter", "builtins.zip", "builtins.sum",
                                            "builtins.any", "builtins.all", "builtins.min", "builtins.max", "builtins.set", NULL};
    Str callee = callee_of(unit, call);
    if (str_is(callee, "builtins.len")) return LOAD_COUNTED;
    return str_is_any(callee, streaming) ? LOAD_ITERATED : 0;
}

static PyLoadUse use_of(const Unit *unit, NodeId value, bool is_lines, NodeId *used_at)
{
    const Tree *tree = unit->tree;
    NodeId context = tree_parent(tree, value), call = call_with(tree, value);
    *used_at = call ? call : value;
    if (call) return is_lines ? use_of_lines(unit, call) : use_of_bytes(unit, call);
    bool is_loop = tree_kind(tree, context) == PY_FOR || tree_kind(tree, context) == PY_FOR_IN;
    return is_lines && is_loop && tree_node(tree, value)->role == ROLE_RIGHT ? LOAD_ITERATED : 0;
}

// --- one variable between --------------------------------------------------------------------------------------

static NodeId block_of(const Tree *tree, NodeId node) { return tree_parent(tree, py_enclosing_statement(tree, node)); }

// The only use of the variable to which the value is assigned, as often executed as the assignment; else 0. Lines must be used in the
// same block or in one around it, behind the `with`: what iterates the file can then move to where it is open.
static NodeId only_use(const Unit *unit, NodeId value, bool is_lines)
{
    const Tree *tree = unit->tree;
    NodeId assignment = tree_parent(tree, value), target = tree_child_as(tree, assignment, ROLE_LEFT), use = 0;
    if (tree_kind(tree, assignment) != PY_ASSIGNMENT || tree_kind(tree, target) != PY_IDENTIFIER) return 0;
    const Binding *binding = unit_binding(unit, tree_node(tree, target)->binding);
    if (binding->kind != BINDING_LOCAL || binding->writes != 1) return 0;
    for_each_reference(unit, tree_node(tree, target)->binding, reference) {
        if (reference->node == target) continue;
        if (use) return 0;
        use = reference->node;
    }
    if (!use || (is_lines && !tree_contains(tree, block_of(tree, use), target))) return 0;
    bool is_alike = py_enclosing_function(tree, use) == py_enclosing_function(tree, target) && py_is_in_loop(tree, use) == py_is_in_loop(tree, target);
    return is_alike ? use : 0;
}

// Does a call between two nodes open a file for writing, remove or move one?
static bool writes_files(const Unit *unit, NodeId from, NodeId to)
{
    static const char *const changers[] = {"os.remove", "os.unlink", "os.rename", "os.replace", "shutil.move", "shutil.copy",
                                           "shutil.copyfile", "shutil.copy2", NULL};
    for (NodeId node = from; node < to; node++) {
        if (tree_kind(unit->tree, node) != PY_CALL) continue;
        if (str_is_any(callee_of(unit, node), changers)) return true;
        if (!py_is_file(unit, node)) continue;
        int position = callee_of(unit, node).len ? 1 : 0;  // open(path, mode), path.open(mode)
        Str mode = py_string_text(unit->tree, py_argument(unit->tree, node, position, "mode"));
        for (size_t i = 0; i < mode.len; i++)
            if (strchr("wax+", mode.at[i])) return true;
    }
    return false;
}

static bool mentions(const Unit *unit, NodeId from, NodeId to, NodeId file)
{
    BindingId binding = tree_kind(unit->tree, file) == PY_IDENTIFIER ? tree_node(unit->tree, file)->binding : 0;
    for (NodeId node = from; binding && node < to; node++)
        if (tree_kind(unit->tree, node) == PY_IDENTIFIER && tree_node(unit->tree, node)->binding == binding) return true;
    return false;
}

bool py_load(const Unit *unit, NodeId call, PyLoad *load)
{
    const Tree *tree = unit->tree;
    if (!reads_all(unit, call) || is_test(unit)) return false;
    NodeId lines = lines_of(tree, call), value = lines ? lines : call;
    *load = (PyLoad){.read = call, .value = value, .file = py_call_receiver(tree, call)};
    load->use = use_of(unit, value, lines, &load->used_at);
    if (!load->use) {
        load->variable = only_use(unit, value, lines);
        if (load->variable) load->use = use_of(unit, load->variable, lines, &load->used_at);
        // Often the same file, which is written again: with open(p) as f: text = f.read() ... with open(p, "w") as f: f.write(text)
        if (load->use == LOAD_COPIED) return false;
    }
    if (load->use != LOAD_ITERATED) return load->use;
    NodeId end = tree_end(tree, py_enclosing_statement(tree, load->used_at));
    return !writes_files(unit, call + 1, end) && !mentions(unit, tree_end(tree, load->used_at), end, load->file);
}

bool py_load_is_replaceable(const Unit *unit, const PyLoad *load)
{
    const Tree *tree = unit->tree;
    bool is_direct = load->use == LOAD_ITERATED && load->value == load->read && load->used_at == load->read;
    bool is_file_here = tree_kind(tree, load->file) == PY_IDENTIFIER || tree_kind(tree, load->file) == PY_CALL;
    if (!is_direct || !is_file_here) return false;
    NodeId function = py_enclosing_function(tree, load->read);
    return !mentions(unit, tree_end(tree, load->used_at), function ? tree_end(tree, function) : tree->count, load->file);
}

// --- large values ----------------------------------------------------------------------------------------------

bool py_is_large_number(const Tree *tree, NodeId node)
{
    long number = 0;
    Str text = tree_text(tree, node);
    if (tree_kind(tree, node) != PY_INTEGER) return false;
    for (size_t i = 0; i < text.len && number < LARGE_COUNT; i++) {
        if (text.at[i] == '_') continue;
        if (text.at[i] < '0' || text.at[i] > '9') return false;
        number = number * 10 + (text.at[i] - '0');
    }
    return number >= LARGE_COUNT;
}

static bool is_large_range(const Unit *unit, NodeId call)
{
    if (tree_kind(unit->tree, call) != PY_CALL || !str_is(callee_of(unit, call), "builtins.range")) return false;
    NodeId end = py_argument(unit->tree, call, 1, NULL);
    return py_is_large_number(unit->tree, end ? end : py_argument(unit->tree, call, 0, NULL));
}

static bool is_large_call(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    const Call *call = unit_call(unit, node);
    Str callee = callee_of(unit, node);
    if (str_is(callee, "builtins.list") || str_is(callee, "builtins.tuple")) return is_large_range(unit, py_argument(tree, node, 0, NULL));
    if (str_starts(callee, STR("numpy.")) && py_is_large_number(tree, py_argument(tree, node, 0, "shape"))) return true;
    bool is_limited = method_is(tree, node, "read") && py_argument_count(tree, node);
    for (uint32_t i = 0; call && i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_READS_ALL && !is_limited) return true;
    return false;
}

NodeId py_large_value(const Unit *unit, BindingId id)
{
    const Tree *tree = unit->tree;
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind != BINDING_LOCAL || binding->writes != 1) return 0;
    NodeId value = py_unparenthesized(tree, py_assigned_value(tree, binding->declared)), first = tree_first(tree, value);
    bool is_large = false;
    switch (tree_kind(tree, value)) {
    case PY_CALL: is_large = is_large_call(unit, value); break;
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION:
    case PY_DICTIONARY_COMPREHENSION: is_large = is_large_range(unit, tree_child_as(tree, tree_next(tree, first), ROLE_RIGHT)); break;
    case PY_BINARY: is_large = tree_node(tree, value)->operation == OP_MUL && py_is_large_number(tree, tree_next(tree, first)); break;
    default: break;
    }
    return is_large ? value : 0;
}

// The expression around a use that takes a number (or one element) from the value, else 0.
static NodeId derived_by(const Unit *unit, const Reference *reference)
{
    static const char *const numbers[] = {"shape", "size", "nbytes", "ndim", "dtype", NULL};
    const Tree *tree = unit->tree;
    NodeId around = py_context(tree, reference->node), call = call_with(tree, reference->node);
    switch (reference->kind) {
    case REFERENCE_ARGUMENT: return call && str_is(callee_of(unit, call), "builtins.len") ? call : 0;
    case REFERENCE_MEMBER: return str_is_any(reference->name, numbers) ? around : 0;
    case REFERENCE_ELEMENT: return py_is_literal(tree, tree_child_as(tree, around, ROLE_SUBSCRIPT)) ? around : 0;
    default: return 0;
    }
}

NodeId py_derived_use(const Unit *unit, BindingId binding, FunctionId closure)
{
    NodeId first = 0;
    for_each_reference(unit, binding, reference) {
        if (!function_is_within(unit, reference->function, closure)) continue;
        NodeId derived = derived_by(unit, reference);
        if (!derived) return 0;
        if (!first) first = derived;
    }
    return first;
}
