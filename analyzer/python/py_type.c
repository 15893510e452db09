// Types are names, and come from what is written at one place: a literal, a constructor, an annotation. Nothing is followed
// through calls of this file or through other variables; of a dotted name with a capital letter it is believed that it is a class.
#include "python/py_type.h"

#include "base/str.h"
#include "python/py_resolve.h"

typedef struct Alias {
    const char *name, *type;
} Alias;

#define TEXT_FILE   "io.TextIOWrapper"
#define BINARY_FILE "io.BufferedReader"

// What lower-case names make when they are called. Sorted.
static const Alias makers[] = {
    {"array.array", "array.array"},
    {"asyncio.create_task", "asyncio.Task"},
    {"builtins.bool", "builtins.bool"},
    {"builtins.bytearray", "builtins.bytearray"},
    {"builtins.bytes", "builtins.bytes"},
    {"builtins.complex", "builtins.complex"},
    {"builtins.dict", "builtins.dict"},
    {"builtins.dict.fromkeys", "builtins.dict"},
    {"builtins.enumerate", "builtins.enumerate"},
    {"builtins.filter", "builtins.filter"},
    {"builtins.float", "builtins.float"},
    {"builtins.frozenset", "builtins.frozenset"},
    {"builtins.int", "builtins.int"},
    {"builtins.len", "builtins.int"},
    {"builtins.list", "builtins.list"},
    {"builtins.map", "builtins.map"},
    {"builtins.memoryview", "builtins.memoryview"},
    {"builtins.object", "builtins.object"},
    {"builtins.range", "builtins.range"},
    {"builtins.repr", "builtins.str"},
    {"builtins.set", "builtins.set"},
    {"builtins.sorted", "builtins.list"},
    {"builtins.str", "builtins.str"},
    {"builtins.tuple", "builtins.tuple"},
    {"builtins.zip", "builtins.zip"},
    {"collections.defaultdict", "collections.defaultdict"},
    {"collections.deque", "collections.deque"},
    {"multiprocessing.Queue", "multiprocessing.Queue"},
    {"numpy.arange", "numpy.ndarray"},
    {"numpy.array", "numpy.ndarray"},
    {"numpy.asarray", "numpy.ndarray"},
    {"numpy.empty", "numpy.ndarray"},
    {"numpy.full", "numpy.ndarray"},
    {"numpy.linspace", "numpy.ndarray"},
    {"numpy.ones", "numpy.ndarray"},
    {"numpy.zeros", "numpy.ndarray"},
    {"os.listdir", "builtins.list"},
    {"pandas.read_csv", "pandas.DataFrame"},
    {"socket.create_connection", "socket.socket"},
    {"socket.socket", "socket.socket"},
    {"torch.empty", "torch.Tensor"},
    {"torch.ones", "torch.Tensor"},
    {"torch.tensor", "torch.Tensor"},
    {"torch.zeros", "torch.Tensor"},
    {"types.SimpleNamespace", "types.SimpleNamespace"},
    {"urllib.request.urlopen", "http.client.HTTPResponse"},
    {"weakref.ref", "weakref.ref"},
};

// Annotations that say less, or the same by another name. "" says nothing. Sorted.
static const Alias annotations[] = {
    {"builtins.object", ""},
    {"collections.abc.Callable", ""},
    {"collections.abc.Collection", ""},
    {"collections.abc.Iterable", ""},
    {"collections.abc.Iterator", ""},
    {"collections.abc.Mapping", ""},
    {"collections.abc.MutableMapping", "builtins.dict"},
    {"collections.abc.MutableSequence", "builtins.list"},
    {"collections.abc.MutableSet", "builtins.set"},
    {"collections.abc.Sequence", ""},
    {"collections.abc.Set", ""},
    {"typing.Any", ""},
    {"typing.AnyStr", ""},
    {"typing.BinaryIO", BINARY_FILE},
    {"typing.Callable", ""},
    {"typing.ChainMap", "collections.ChainMap"},
    {"typing.Collection", ""},
    {"typing.Counter", "collections.Counter"},
    {"typing.DefaultDict", "collections.defaultdict"},
    {"typing.Deque", "collections.deque"},
    {"typing.Dict", "builtins.dict"},
    {"typing.FrozenSet", "builtins.frozenset"},
    {"typing.IO", TEXT_FILE},
    {"typing.Iterable", ""},
    {"typing.Iterator", ""},
    {"typing.List", "builtins.list"},
    {"typing.Mapping", ""},
    {"typing.MutableMapping", "builtins.dict"},
    {"typing.MutableSequence", "builtins.list"},
    {"typing.MutableSet", "builtins.set"},
    {"typing.OrderedDict", "collections.OrderedDict"},
    {"typing.Self", ""},
    {"typing.Sequence", ""},
    {"typing.Set", "builtins.set"},
    {"typing.Text", "builtins.str"},
    {"typing.TextIO", TEXT_FILE},
    {"typing.Tuple", "builtins.tuple"},
    {"typing.Type", ""},
    {"typing.Union", ""},
};

// typing's wrappers: the type is their first argument.
static const char *const wrappers[] = {"Optional",  "Final",    "ClassVar",
                                       "Annotated", "Required", "NotRequired",
                                       "ReadOnly",  "InitVar",  NULL};

// What opens files, where the mode stands, and whether the file is binary without one.
typedef struct Opener {
    const char *callee;
    int mode;
    bool is_binary;
} Opener;

// clang-format off
static const Opener openers[] = {
    {"builtins.open", 1, false},  {"io.open", 1, false},         {"codecs.open", 1, false},
    {"os.fdopen", 1, false},      {"tokenize.open", -1, false},  {"gzip.open", 1, true},
    {"bz2.open", 1, true},        {"lzma.open", 1, true},        {"tempfile.TemporaryFile", 0, true},
    {"tempfile.NamedTemporaryFile", 0, true},                    {"tempfile.SpooledTemporaryFile", 1, true},
    {"pathlib.Path.open", 0, false},
};
// clang-format on

static const Alias *find(const Alias *table, size_t count, Str name)
{
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(str_from(table[middle].name), name);
        if (order == 0) return &table[middle];
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}

static Str file_type(const Unit *unit, NodeId call, const Opener *opener)
{
    Str mode = py_string_text(unit->tree, py_argument(unit->tree, call, opener->mode, "mode"));
    bool says_binary = str_find_char(mode, 'b') < mode.len,
         says_text = str_find_char(mode, 't') < mode.len;
    bool is_binary = opener->is_binary ? !says_text : says_binary;
    return is_binary ? STR(BINARY_FILE) : STR(TEXT_FILE);
}

// Does the name look like a class's? "threading.Thread" but not "os.getcwd" nor "mod.CONSTANT".
static bool is_class_name(Str qualified)
{
    Str name = str_last_part(qualified);
    while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
    if (!name.len || name.at[0] < 'A' || name.at[0] > 'Z') return false;
    for (size_t i = 1; i < name.len; i++)
        if (name.at[i] >= 'a' && name.at[i] <= 'z') return true;
    return false;
}

// The class that a call of `callee` makes: itself for a class, "io.TextIOWrapper" for "builtins.open" ...
static Str type_made_by(const Unit *unit, NodeId call, Str callee)
{
    for (size_t i = 0; i < COUNT_OF(openers); i++)
        if (str_is(callee, openers[i].callee)) return file_type(unit, call, &openers[i]);
    const Alias *maker = find(makers, COUNT_OF(makers), callee);
    if (maker) return str_from(maker->type);
    return is_class_name(callee) ? callee : (Str){0};
}

static Str call_type(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId function = py_call_function(tree, call);
    Str callee = py_qualified(unit, function);
    const Binding *binding = unit_binding(unit, tree_node(tree, function)->binding);
    if (callee.len && binding->kind == BINDING_CLASS) return callee;
    if (callee.len && binding->kind != BINDING_FUNCTION) return type_made_by(unit, call, callee);
    NodeId receiver = py_call_receiver(tree, call);
    bool opens = receiver && str_is(tree_text(tree, py_call_method(tree, call)), "open");
    if (!opens) return (Str){0};
    // A chain of calls is not followed: Path(...).open(...) and path.open(...), no further.
    bool is_call = tree_kind(tree, receiver) == PY_CALL;
    Str type = is_call ? py_qualified(unit, py_call_function(tree, receiver))
                       : py_type_name(unit, receiver);
    return str_is(type, "pathlib.Path") ? type_made_by(unit, call, STR("pathlib.Path.open")) : (Str){0};
}

static Str string_type(const Unit *unit, NodeId string)
{
    return py_string_is_bytes(unit->tree, string) ? STR("builtins.bytes") : STR("builtins.str");
}

Str py_value_type(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    switch (tree_kind(unit->tree, expression)) {
    case PY_LIST:
    case PY_LIST_COMPREHENSION: return STR("builtins.list");
    case PY_DICTIONARY:
    case PY_DICTIONARY_COMPREHENSION: return STR("builtins.dict");
    case PY_SET:
    case PY_SET_COMPREHENSION: return STR("builtins.set");
    case PY_TUPLE:
    case PY_EXPRESSION_LIST: return STR("builtins.tuple");
    case PY_GENERATOR: return STR("types.GeneratorType");
    case PY_STRING:
    case PY_CONCATENATED_STRING: return string_type(unit, expression);
    case PY_INTEGER: return STR("builtins.int");
    case PY_FLOAT: return STR("builtins.float");
    case PY_TRUE:
    case PY_FALSE:
    case PY_NOT: return STR("builtins.bool");
    case PY_NONE: return STR("builtins.None");
    case PY_CALL: return call_type(unit, expression);
    default: return (Str){0};
    }
}

// --- annotations -------------------------------------------------------------------------------------------------

static Str normal(Str name)
{
    if (str_starts(name, STR("typing_extensions.")))
        name = str_from_byte(name, sizeof("typing_extensions.") - 1);
    const Alias *alias = find(annotations, COUNT_OF(annotations), name);
    return alias ? str_from(alias->type) : name;
}

// Annotations as strings are read no further than their head: "dict[str, int]", "Optional[dict]".
static Str quoted_type(Str text)
{
    static const Alias heads[] = {
        {"Dict", "builtins.dict"},   {"List", "builtins.list"}, {"Set", "builtins.set"},
        {"bytes", "builtins.bytes"}, {"dict", "builtins.dict"}, {"int", "builtins.int"},
        {"list", "builtins.list"},   {"set", "builtins.set"},   {"str", "builtins.str"},
        {"tuple", "builtins.tuple"},
    };
    if (str_starts(text, STR("Optional[")))
        text = str_slice(text, sizeof("Optional[") - 1, text.len - 1);
    if (str_ends(text, STR(" | None")))
        text = str_slice(text, 0, text.len - (sizeof(" | None") - 1));
    const Alias *head =
        find(heads, COUNT_OF(heads), str_last_part(str_slice(text, 0, str_find_char(text, '['))));
    return head ? str_from(head->type) : (Str){0};
}

static bool is_wrapper(const Unit *unit, NodeId head)
{
    return str_is_any(str_last_part(py_qualified(unit, head)), wrappers);
}

// One step into an annotation: `*name` gets the answer when there is one, else the node to go on with is returned.
static NodeId into_annotation(const Unit *unit, NodeId node, Str *name)
{
    const Tree *tree = unit->tree;
    NodeId first = tree_first(tree, node), second = first ? tree_next(tree, first) : 0;
    switch (tree_kind(tree, node)) {
    case PY_TYPE:
    case PY_PARENTHESIZED: return first;
    case PY_GENERIC_TYPE: return is_wrapper(unit, first) ? tree_first(tree, second) : first;
    case PY_SUBSCRIPT: return is_wrapper(unit, first) ? second : first;
    case PY_BINARY:
    case PY_UNION_TYPE:
        if (tree_kind(tree, py_unparenthesized(tree, second)) == PY_NONE) return first;
        return tree_kind(tree, py_unparenthesized(tree, first)) == PY_NONE ? second : 0;
    case PY_STRING: *name = quoted_type(py_string_text(tree, node)); return 0;
    case PY_IDENTIFIER:
    case PY_ATTRIBUTE: *name = normal(py_qualified(unit, node)); return 0;
    default: return 0;
    }
}

Str py_annotation_type(const Unit *unit, NodeId annotation)
{
    Str name = {0};
    while (annotation) annotation = into_annotation(unit, annotation, &name);
    return name;
}
