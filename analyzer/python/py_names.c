// One table for all scopes, keyed by scope and name. Names are numbers from the first time they are seen.
#include "python/py_names.h"

#include "base/str.h"

#define B(name) "builtins." name

// dir(builtins) of Python 3.13, the names of older versions that code still tests for, and what every module has. Sorted.
// clang-format off
static const char *const builtins[] = {
    B("ArithmeticError"), B("AssertionError"), B("AttributeError"), B("BaseException"), B("BaseExceptionGroup"), B("BlockingIOError"),
    B("BrokenPipeError"), B("BufferError"), B("BytesWarning"), B("ChildProcessError"), B("ConnectionAbortedError"),
    B("ConnectionError"), B("ConnectionRefusedError"), B("ConnectionResetError"), B("DeprecationWarning"), B("EOFError"),
    B("Ellipsis"), B("EncodingWarning"), B("EnvironmentError"), B("Exception"), B("ExceptionGroup"), B("False"),
    B("FileExistsError"), B("FileNotFoundError"), B("FloatingPointError"), B("FutureWarning"), B("GeneratorExit"), B("IOError"),
    B("ImportError"), B("ImportWarning"), B("IndentationError"), B("IndexError"), B("InterruptedError"), B("IsADirectoryError"),
    B("KeyError"), B("KeyboardInterrupt"), B("LookupError"), B("MemoryError"), B("ModuleNotFoundError"), B("NameError"), B("None"),
    B("NotADirectoryError"), B("NotImplemented"), B("NotImplementedError"), B("OSError"), B("OverflowError"),
    B("PendingDeprecationWarning"), B("PermissionError"), B("ProcessLookupError"), B("PythonFinalizationError"),
    B("RecursionError"), B("ReferenceError"), B("ResourceWarning"), B("RuntimeError"), B("RuntimeWarning"), B("StopAsyncIteration"),
    B("StopIteration"), B("SyntaxError"), B("SyntaxWarning"), B("SystemError"), B("SystemExit"), B("TabError"), B("TimeoutError"),
    B("True"), B("TypeError"), B("UnboundLocalError"), B("UnicodeDecodeError"), B("UnicodeEncodeError"), B("UnicodeError"),
    B("UnicodeTranslateError"), B("UnicodeWarning"), B("UserWarning"), B("ValueError"), B("Warning"), B("WindowsError"),
    B("ZeroDivisionError"), B("__annotations__"), B("__build_class__"), B("__builtins__"), B("__class__"), B("__debug__"),
    B("__doc__"), B("__file__"), B("__import__"), B("__loader__"), B("__name__"), B("__package__"), B("__path__"), B("__spec__"),
    B("abs"), B("aiter"), B("all"), B("anext"), B("any"), B("ascii"), B("bin"), B("bool"), B("breakpoint"), B("bytearray"),
    B("bytes"), B("callable"), B("chr"), B("classmethod"), B("compile"), B("complex"), B("copyright"), B("credits"),
    B("delattr"), B("dict"), B("dir"), B("divmod"), B("enumerate"), B("eval"), B("exec"), B("exit"), B("filter"), B("float"),
    B("format"), B("frozenset"), B("getattr"), B("globals"), B("hasattr"), B("hash"), B("help"), B("hex"), B("id"), B("input"),
    B("int"), B("isinstance"), B("issubclass"), B("iter"), B("len"), B("license"), B("list"), B("locals"), B("map"), B("max"),
    B("memoryview"), B("min"), B("next"), B("object"), B("oct"), B("open"), B("ord"), B("pow"), B("print"), B("property"),
    B("quit"), B("range"), B("repr"), B("reversed"), B("round"), B("set"), B("setattr"), B("slice"), B("sorted"),
    B("staticmethod"), B("str"), B("sum"), B("super"), B("tuple"), B("type"), B("vars"), B("zip"),
};
// clang-format on

enum { PREFIX = sizeof("builtins.") - 1 };

static const BindingId is_nonlocal = UINT32_MAX;

void names_open(PyNames *names, Arena *arena, Unit *unit)
{
    *names = (PyNames){.arena = arena, .unit = unit};
    names->slot_count = 256;
    names->slots = arena_array(arena, NameSlot, names->slot_count);
    (void)array_push(arena, &names->scopes);
    (void)array_push(arena, &unit->bindings);
    names_scope(names, (Scope){.kind = SCOPE_MODULE, .function = TOP_LEVEL});
}

ScopeId names_scope(PyNames *names, Scope scope)
{
    *array_push(names->arena, &names->scopes) = scope;
    return names->scopes.len - 1;
}

NameId names_of(PyNames *names, Str text)
{
    uint32_t *id = map_at(names->arena, &names->texts, text);
    if (!*id) *id = names->texts.entries.len;
    return *id;
}

static Str text_of(const PyNames *names, NameId name)
{
    return names->texts.entries.at[name - 1].key;
}

static NameSlot *slot_of(const PyNames *names, ScopeId scope, NameId name)
{
    uint32_t mask = names->slot_count - 1;
    uint32_t at = (scope * 0x9E3779B1u ^ name * 0x85EBCA77u) >> 7 & mask;
    while (names->slots[at].name &&
           (names->slots[at].name != name || names->slots[at].scope != scope))
        at = (at + 1) & mask;
    return &names->slots[at];
}

static void widen(PyNames *names)
{
    PyNames wider = *names;
    wider.slot_count *= 2;
    wider.slots = arena_array(names->arena, NameSlot, wider.slot_count);
    for (uint32_t i = 0; i < names->slot_count; i++)
        if (names->slots[i].name)
            *slot_of(&wider, names->slots[i].scope, names->slots[i].name) = names->slots[i];
    *names = wider;
}

static BindingId *binding_at(PyNames *names, ScopeId scope, NameId name)
{
    if (names->slots_used * 2 > names->slot_count) widen(names);
    NameSlot *slot = slot_of(names, scope, name);
    if (!slot->name) {
        *slot = (NameSlot){.scope = scope, .name = name};
        names->slots_used++;
    }
    return &slot->binding;
}

static BindingId add(PyNames *names, Binding binding)
{
    *array_push(names->arena, &names->unit->bindings) = binding;
    return names->unit->bindings.len - 1;
}

static bool is_plain(BindingKind kind)
{
    return kind == BINDING_LOCAL || kind == BINDING_GLOBAL || kind == BINDING_CLASS_BODY;
}

BindingId names_bind(PyNames *names, ScopeId scope, NodeId node, BindingKind kind)
{
    Str text = tree_text(names->unit->tree, node);
    BindingId *known = binding_at(names, scope, names_of(names, text));
    if (*known == is_nonlocal) return 0;
    if (*known) {
        Binding *binding = &names->unit->bindings.at[*known];
        if (!binding->declared && !is_plain(kind)) binding->kind = kind;
        if (!binding->declared) binding->declared = node;
        return *known;
    }
    const Scope *at = &names->scopes.at[scope];
    bool is_private = text.len && text.at[0] == '_';
    Binding binding = {.name = text,
                       .kind = kind,
                       .function = at->function,
                       .class = at->class,
                       .declared = node,
                       .is_private = is_private};
    BindingId id = add(names, binding);
    *known = id;
    return id;
}

void names_global(PyNames *names, ScopeId scope, NameId name, NodeId node)
{
    BindingId module = *binding_at(names, MODULE_SCOPE, name);
    if (!module) {
        module = names_bind(names, MODULE_SCOPE, node, BINDING_GLOBAL);
        names->unit->bindings.at[module].declared = 0;
    }
    *binding_at(names, scope, name) = module;
}

void names_nonlocal(PyNames *names, ScopeId scope, NameId name)
{
    *binding_at(names, scope, name) = is_nonlocal;
}

// Binary search in the sorted table; NULL when the name is no builtin.
static const char *builtin_of(Str name)
{
    size_t from = 0, to = COUNT_OF(builtins);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(str_from(builtins[middle] + PREFIX), name);
        if (order == 0) return builtins[middle];
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}

static BindingId find_outside(PyNames *names, NameId name)
{
    BindingId *known = binding_at(names, 0, name);
    if (*known) return *known;
    Str text = text_of(names, name);
    const char *builtin = builtin_of(text);
    BindingId id = add(names, (Binding){
                                  .name = text,
                                  .kind = builtin ? BINDING_BUILTIN : BINDING_UNDEFINED,
                                  .function = TOP_LEVEL,
                                  .qualified = str_from(builtin),
                              });
    *known = id;
    return id;
}

BindingId names_find(PyNames *names, ScopeId scope, NameId name)
{
    for (ScopeId at = scope; at; at = names->scopes.at[at].parent) {
        if (names->scopes.at[at].kind == SCOPE_CLASS && at != scope) continue;
        const NameSlot *slot = slot_of(names, at, name);
        if (slot->name && slot->binding != is_nonlocal) return slot->binding;
    }
    return find_outside(names, name);
}

ScopeId names_target(const PyNames *names, ScopeId scope)
{
    while (names->scopes.at[scope].kind == SCOPE_COMPREHENSION ||
           names->scopes.at[scope].kind == SCOPE_TYPES)
        scope = names->scopes.at[scope].parent;
    return scope;
}

Str names_joined(Arena *arena, Str a, Str b)
{
    if (!b.len) return a;
    if (!a.len) return b;
    bool needs_dot = a.at[a.len - 1] != '.';
    char *at = arena_push(arena, a.len + b.len + needs_dot);
    memcpy(at, a.at, a.len);
    at[a.len] = '.';
    memcpy(at + a.len + needs_dot, b.at, b.len);
    return (Str){at, a.len + b.len + needs_dot};
}
