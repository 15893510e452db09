// memset(p, 0, sizeof(p)): the size of the pointer where the size of what it points to was meant.
//
// Only when the very pointer that is measured is the memory that is handled. What is as large as a pointer is handled right by accident,
// and of what has no size (void) nothing can be said.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

// A function that handles as many bytes of some arguments as another argument says. From 1; 0 = none.
typedef struct Handler {
    const char *name;
    uint8_t memory, other_memory, size;
} Handler;

static const Handler handlers[] = {
    {"memset", 1, 0, 3},  {"memcpy", 1, 2, 3},  {"memmove", 1, 2, 3},  {"memcmp", 1, 2, 3}, {"strncpy", 1, 2, 3}, {"strncat", 1, 2, 3},
    {"strncmp", 1, 2, 3}, {"bzero", 1, 0, 2},   {"snprintf", 1, 0, 2}, {"fgets", 1, 0, 2},  {"read", 2, 0, 3},    {"write", 2, 0, 3},
    {"recv", 2, 0, 3},    {"send", 2, 0, 3},    {"fread", 1, 0, 2},    {"fwrite", 1, 0, 2}, {"strlcpy", 1, 0, 3}, {"strlcat", 1, 0, 3},
};

static const Handler *handler_of(Str callee)
{
    for (uint32_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++)
        if (str_is(callee, handlers[i].name)) return &handlers[i];
    return NULL;
}

// What `sizeof x` measures, when that is a pointer in an expression; else 0.
static NodeId measured_pointer(const Unit *unit, NodeId size)
{
    const Tree *tree = unit->tree;
    size = c_strip_casts(tree, size);
    if (tree_kind(tree, size) != C_SIZEOF || tree_node(tree, size)->operation != OP_SIZEOF) return 0;
    NodeId operand = c_strip(tree, tree_first(tree, size));
    if (!operand || tree_kind(tree, operand) == C_TYPE_REFERENCE) return 0;
    return c_is_pointer(unit, operand) && !c_is_array(unit, operand) ? operand : 0;
}

static bool is_handled(const Tree *tree, NodeId call, uint8_t argument, NodeId pointer)
{
    return argument && c_same_place(tree, c_call_argument(tree, call, argument), pointer);
}

static void check(Check *check, const Call *call)
{
    const Handler *handler = handler_of(call->callee);
    if (!handler || c_is_broken(check->tree, call->node)) return;
    const Unit *unit = check->unit;
    NodeId pointer = measured_pointer(unit, c_call_argument(check->tree, call->node, handler->size));
    if (!pointer) return;
    bool is_first = is_handled(check->tree, call->node, handler->memory, pointer);
    if (!is_first && !is_handled(check->tree, call->node, handler->other_memory, pointer)) return;
    const Type *type = unit_type(unit, tree_node(check->tree, pointer)->type);
    NodeId memory = c_call_argument(check->tree, call->node, handler->memory);
    int64_t size = unit_type(unit, tree_node(check->tree, memory)->type)->size;  // of a pointer: an array has become one here
    int64_t target = unit_type(unit, type->target)->size;
    if (size <= 0 || target <= 0 || target == size) return;
    Str name = tree_text(check->tree, pointer);
    report(check, call->node, "'%.*s' handles %lld bytes, the size of the pointer '%.*s', not of what it points to", FMT(call->callee),
           (long long)size, FMT(name));
}

const Rule rule_sizeof_pointer_memfunc = {
    .id = "sizeof-pointer-memfunc",
    .summary = "size of a pointer where the size of its memory was meant",
    .help = "give the size of the memory: sizeof(*p) for one object, a length that is passed along for a buffer",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-467",
    .on_call = check,
};
