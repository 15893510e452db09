// malloc(sizeof *p) for something small that the same call of the function frees again: an automatic variable costs nothing.
//
// Only for sizes that are known to be small, where every path ends with the release, outside of loops (alloc-free-per-iteration) and of functions
// that call themselves.
#include "base/str.h"
#include "c/c_kinds.h"
#include "engine/path.h"

static const RuleOption options[] = {
    {"largest", "bytes that may go onto the stack", 1024},
    {0},
};

// Types that are words of the language have no node of their own.
static uint64_t bytes_of_word(Str text)
{
    static const struct { const char *text; uint8_t bytes; } words[] = {
        {"sizeof(char)", 1}, {"sizeof(short)", 2}, {"sizeof(int)", 4}, {"sizeof(unsigned)", 4}, {"sizeof(float)", 4}, {"sizeof(long)", 8}, {"sizeof(double)", 8}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(text, words[i].text)) return words[i].bytes;
    return 0;
}

// The bytes of a sizeof, a number, or a product of both; 0 when it is something else.
static uint64_t bytes_of(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    uint32_t number;
    node = c_strip_casts(tree, node);
    if (c_integer(tree, node, &number)) return number;
    if (tree_kind(tree, node) == C_SIZEOF && tree_node(tree, node)->operation == OP_SIZEOF) {
        NodeId operand = tree_first(tree, node) ? c_strip(tree, tree_first(tree, node)) : 0;
        bool is_pointer_type = tree_kind(tree, operand) == C_TYPE_REFERENCE && str_contains(tree_text(tree, node), STR("*"));
        if (!operand) return bytes_of_word(tree_text(tree, node));
        int64_t size = operand && !is_pointer_type ? unit_type(unit, tree_node(tree, operand)->type)->size : 0;
        return size > 0 ? (uint64_t)size : 0;
    }
    bool is_product = tree_kind(tree, node) == C_BINARY && tree_node(tree, node)->operation == OP_MUL;
    NodeId left = is_product ? c_strip_casts(tree, tree_child_as(tree, node, ROLE_C_LEFT)) : 0, right = is_product ? c_strip_casts(tree, tree_child_as(tree, node, ROLE_C_RIGHT)) : 0;
    if (!is_product || tree_kind(tree, left) == C_BINARY || tree_kind(tree, right) == C_BINARY) return 0;
    return bytes_of(unit, left) * bytes_of(unit, right);
}

static bool is_always_released(const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len; i++)
        if (resource->endings.at[i].kind != ENDING_RELEASED || resource->endings.at[i].is_merged) return false;
    return resource->endings.len != 0;
}

static bool calls_itself(const Unit *unit, FunctionId function)
{
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (unit->calls.at[i].function == function && unit->calls.at[i].target == function) return true;
    return false;
}

static void check_resource(Check *check, const Resource *resource)
{
    const Call *call = resource->call;
    if (!call || resource->family != FAMILY_MEMORY || resource->is_filled || !resource->name.len || c_is_in_loop(check->tree, call->node)) return;
    bool is_array = str_is(call->callee, "calloc");
    if (!is_array && !str_is(call->callee, "malloc")) return;
    uint64_t bytes = call->argument_count ? bytes_of(check->unit, call->arguments[0].node) : 0;
    if (is_array && call->argument_count == 2) bytes *= bytes_of(check->unit, call->arguments[1].node);
    if (bytes < 2 || c_is_broken(check->tree, call->node) || bytes > option(check, "largest") || !is_always_released(resource) || calls_itself(check->unit, resource->function)) return;
    Finding *finding = report(check, call->node, "'%.*s', %llu bytes, never leaves this call of the function: it needs no block of the heap", FMT(resource->name),
                              (unsigned long long)bytes);
    also(check, finding, resource->endings.at[0].state.released_at, "released here");
}

const Rule rule_heap_for_local = {
    .id = "heap-for-local",
    .summary = "small block of the heap that lives as long as the call",
    .help = "declare a variable instead",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .options = options,
    .on_resource = check_resource,
};
