#include "c/c_layout.h"

#include "base/str.h"

// --- one struct ------------------------------------------------------------------------------------------------

typedef struct Member {
    NodeId node;
    int64_t size, align;
} Member;

typedef ArrayOf(Member) Members;

static int64_t round_up(int64_t offset, int64_t align) { return (offset + align - 1) / align * align; }

// A union or struct without a name for its member: its fields are the outer struct's.
static bool is_anonymous_member(const Tree *tree, NodeId node)
{
    NodeId next = tree_next(tree, node);
    return !next || tree_kind(tree, next) != C_FIELD || tree_node(tree, next)->type != tree_node(tree, node)->type;
}

static bool has_attribute(const Tree *tree, NodeId node)
{
    for (NodeId at = tree_first(tree, node); at; at = tree_next(tree, at))
        if (tree_kind(tree, at) == C_ATTRIBUTE) return true;
    return false;
}

// The members in order; false when one is a bit-field, has attributes, or is of a size that is not known.
static bool members_of(Arena *arena, const Unit *unit, NodeId record, Members *members)
{
    const Tree *tree = unit->tree;
    for (NodeId at = tree_first(tree, record); at; at = tree_next(tree, at)) {
        NodeKind kind = tree_kind(tree, at);
        const Type *type = unit_type(unit, tree_node(tree, at)->type);
        bool is_nested = kind == C_STRUCT || kind == C_UNION;
        if (kind == C_ENUM || (is_nested && !is_anonymous_member(tree, at))) continue;
        if ((kind != C_FIELD && !is_nested) || type->size <= 0 || type->align <= 0) return false;
        if (tree_child_as(tree, at, ROLE_C_SIZE) && type->kind != TYPE_ARRAY) return false;
        if (has_attribute(tree, at)) return false;
        *array_push(arena, members) = (Member){at, type->size, type->align};
    }
    return members->len > 2;
}

// Members of one alignment are placed in their order, so that the next to place is one of a few.
enum { ALIGNMENTS = 32 };  // powers of two

typedef struct Queues {
    uint32_t next[ALIGNMENTS];  // of each alignment
} Queues;

// The next member: the one that leaves the smallest gap, of several such the one with the strictest alignment.
static uint32_t choose(const Members *members, Queues *queues, int64_t offset)
{
    uint32_t best = ALIGNMENTS;
    int64_t least = 0;
    for (uint32_t i = 0; i < ALIGNMENTS; i++) {
        int64_t align = (int64_t)1 << i, gap = round_up(offset, align) - offset;
        while (queues->next[i] < members->len && members->at[queues->next[i]].align != align) queues->next[i]++;
        if (queues->next[i] == members->len || (best < ALIGNMENTS && gap > least)) continue;
        best = i;
        least = gap;
    }
    return best < ALIGNMENTS ? queues->next[best]++ : members->len;
}

static void arrange(Arena *arena, const Members *members, CLayout *layout)
{
    Queues queues;
    for (uint32_t i = 0; i < ALIGNMENTS; i++) queues.next[i] = 1;
    int64_t offset = members->at[0].size, align = members->at[0].align;
    layout->order = arena_array(arena, NodeId, members->len);
    layout->order[layout->count++] = members->at[0].node;
    for (uint32_t next; (next = choose(members, &queues, offset)) < members->len;) {
        const Member *member = &members->at[next];
        offset = round_up(offset, member->align) + member->size;
        if (member->align > align) align = member->align;
        layout->order[layout->count++] = member->node;
    }
    layout->least = round_up(offset, align);
}

// Words of a declaration that speak of its layout: padding, cache lines, formats that other programs read.
static bool speaks_of_layout(Str text)
{
    static const char *const words[] = {"cache", "Cache", "pad", "Pad", "PAD", "align", "Align", "wire", "on-disk", "on disk", "ABI", "layout", "packed", "order"};
    for (uint32_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(text, str_from(words[i]))) return true;
    return false;
}

static bool links_itself(const Unit *unit, const Members *members, TypeId record)
{
    for (uint32_t i = 0; i < members->len; i++) {
        const Type *type = unit_type(unit, tree_node(unit->tree, members->at[i].node)->type);
        if (type->kind == TYPE_POINTER && type->target == record) return true;
    }
    return false;
}

int64_t c_layout_with_bytes(Arena *arena, const Unit *unit, ClassId class, const NodeId *members, uint32_t count)
{
    CLayout layout = {0};
    Members all = {0};
    if (!members_of(arena, unit, unit_class(unit, class)->node, &all)) return 0;
    for (uint32_t i = 0, next = 0; i < all.len && next < count; i++) {
        if (all.at[i].node != members[next]) continue;
        all.at[i].size = all.at[i].align = 1;
        next++;
    }
    arrange(arena, &all, &layout);
    return layout.least;
}

bool c_layout_read(Arena *arena, const Unit *unit, ClassId class, CLayout *layout)
{
    const Class *record = unit_class(unit, class);
    const Tree *tree = unit->tree;
    const Type *type = unit_type(unit, record->type);
    if (tree_kind(tree, record->node) != C_STRUCT || tree_node(tree, record->node)->flags & (NODE_IN_MACRO | NODE_BROKEN)) return false;
    if (type->size <= 0 || !record->name.len || str_contains(record->name, STR("(")) || has_attribute(tree, record->node)) return false;
    if (speaks_of_layout(tree_text(tree, record->node))) return false;
    Members members = {0};
    if (!members_of(arena, unit, record->node, &members)) return false;
    *layout = (CLayout){.size = type->size, .links_itself = links_itself(unit, &members, record->type)};
    arrange(arena, &members, layout);
    return layout->size >= layout->least;  // a header that is missing leaves sizes that make no sense
}

// --- what a file does with structs -------------------------------------------------------------------------------

typedef struct Reading {
    Arena *arena;
    const Unit *unit;
    Map *evidence;
} Reading;

static void say(Reading *reading, const char *verb, const Type *record)
{
    if (record->kind != TYPE_RECORD || !record->name.len || str_contains(record->name, STR("("))) return;
    *map_at(reading->arena, reading->evidence, arena_format(reading->arena, "%s %.*s", verb, FMT(record->name))) = 1;
}

static bool allocates(Str callee) { return str_contains(callee, STR("alloc")) || str_contains(callee, STR("ALLOC")); }

static bool only_moves(Str callee)
{
    static const char *const names[] = {"memset", "memcpy", "memmove", "bzero", "qsort", "bsearch", "explicit_bzero", "__builtin_memset", "__builtin_memcpy", NULL};
    return str_is_any(callee, names);
}

// What `sizeof` measures; the unknown type for a pointer to a struct, whose node names only the struct.
static const Type *measured(const Unit *unit, NodeId size)
{
    const Tree *tree = unit->tree;
    NodeId operand = tree_first(tree, size) ? c_strip(tree, tree_first(tree, size)) : 0;
    bool is_type = operand && tree_kind(tree, operand) == C_TYPE_REFERENCE;
    if (!operand || (is_type && str_contains(tree_text(tree, size), STR("*")))) return unit_type(unit, 0);
    return unit_type(unit, tree_node(tree, operand)->type);
}

static bool is_one(const Tree *tree, NodeId node)
{
    uint32_t value;
    return c_integer(tree, node, &value) && value <= 1;
}

// A size is a multiple: one of its factors, or another argument of an allocator that takes two, is no literal one.
static bool is_multiple(const Tree *tree, NodeId size, NodeId call, bool is_product)
{
    if (is_product) return true;
    NodeId callee = tree_child_as(tree, call, ROLE_C_CALLEE);
    bool takes_count = str_contains(tree_text(tree, callee), STR("calloc"));
    for (NodeId at = tree_first(tree, call); at && takes_count; at = tree_next(tree, at))
        if (tree_node(tree, at)->role == ROLE_C_ARGUMENT && !tree_contains(tree, at, size)) return !is_one(tree, at);
    return false;
}

static void read_sizeof(Reading *reading, NodeId size)
{
    const Tree *tree = reading->unit->tree;
    const Type *record = measured(reading->unit, size);
    if (record->kind != TYPE_RECORD) return;
    bool is_product = false;
    NodeId up = tree_parent(tree, size);
    for (; up && tree_kind(tree, up) != C_CALL; up = tree_parent(tree, up)) {
        NodeKind kind = tree_kind(tree, up);
        if (kind == C_STATIC_ASSERT) say(reading, "pins", record);
        if (kind != C_BINARY && kind != C_PAREN && kind != C_IMPLICIT_CAST && kind != C_CAST) return;
        is_product |= tree_node(tree, up)->operation == OP_MUL;
    }
    const Call *call = up ? unit_call(reading->unit, up) : NULL;
    if (!call || only_moves(call->callee)) return;
    say(reading, allocates(call->callee) ? "makes" : "pins", record);
    bool is_many = allocates(call->callee) && (is_multiple(tree, size, up, is_product) || c_is_in_loop(tree, up));
    if (is_many) say(reading, "many", record);
}

static void read_array(Reading *reading, NodeId node)
{
    enum { MANY = 64 };
    const Type *type = unit_type(reading->unit, tree_node(reading->unit->tree, node)->type);
    if (type->kind == TYPE_ARRAY && type->count >= MANY) say(reading, "many", unit_type(reading->unit, type->target));
}

static void read_cast(Reading *reading, NodeId node)
{
    const Tree *tree = reading->unit->tree;
    NodeId operand = tree_child_as(tree, node, ROLE_C_OPERAND);
    const Type *to = unit_type(reading->unit, tree_node(tree, node)->type);
    const Type *from = unit_type(reading->unit, tree_node(tree, operand ? c_strip(tree, operand) : 0)->type);
    if (to->kind != TYPE_POINTER || from->kind != TYPE_POINTER || to->target == from->target) return;
    const Type *target = unit_type(reading->unit, to->target), *source = unit_type(reading->unit, from->target);
    if (target->kind != TYPE_VOID) say(reading, "pins", source);
    if (source->kind != TYPE_VOID && source->kind != TYPE_INTEGER) say(reading, "pins", target);
}

static void read_initialiser(Reading *reading, NodeId node)
{
    const Tree *tree = reading->unit->tree;
    NodeId second = tree_child(tree, node, 1);
    if (second && tree_kind(tree, second) != C_DESIGNATED) say(reading, "pins", unit_type(reading->unit, tree_node(tree, node)->type));
}

// offsetof(struct x, member): the node holds the type's name.
static void read_other(Reading *reading, NodeId node)
{
    const Tree *tree = reading->unit->tree;
    NodeId type = tree_first(tree, node);
    if (type && tree_kind(tree, type) == C_TYPE_REFERENCE) say(reading, "pins", unit_type(reading->unit, tree_node(tree, type)->type));
}

void c_layout_evidence(Arena *arena, const Unit *unit, Map *evidence)
{
    Reading reading = {arena, unit, evidence};
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        switch (tree_kind(unit->tree, node)) {
        case C_SIZEOF: read_sizeof(&reading, node); break;
        case C_VARIABLE:
        case C_FIELD: read_array(&reading, node); break;
        case C_CAST: read_cast(&reading, node); break;
        case C_INIT_LIST: read_initialiser(&reading, node); break;
        case C_OTHER: read_other(&reading, node); break;
        default: break;
        }
    }
}
