#include "c/c_load.h"

#include "base/str.h"

// --- reading calls ---------------------------------------------------------------------------------------------

// What a reading function takes: the number of its buffer and of its size argument; `unit` is the size of one item, or 0.
typedef struct Reader {
    const char *name;
    uint8_t buffer, size, item;
} Reader;

static const Reader readers[] = {
    {"fread", 1, 3, 2}, {"fread_unlocked", 1, 3, 2}, {"read", 2, 3, 0}, {"pread", 2, 3, 0},
    {"recv", 2, 3, 0},  {"recvfrom", 2, 3, 0},       {"fgets", 1, 2, 0},
};

static const Reader *reader_of(const Call *call)
{
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (str_is(call->callee, readers[i].name)) return &readers[i];
    return NULL;
}

// The buffer under `buffer + used` and `&buffer[used]`; the offset goes to `*offset` (0 = none).
static NodeId base_of(const Tree *tree, NodeId argument, NodeId *offset)
{
    *offset = 0;
    NodeId node = c_strip_casts(tree, argument);
    const Node *at = tree_node(tree, node);
    if (at->kind == C_UNARY && at->operation == OP_ADDRESS) {
        node = c_strip(tree, tree_child_as(tree, node, ROLE_C_OPERAND));
        if (tree_kind(tree, node) != C_SUBSCRIPT) return 0;
        *offset = tree_child_as(tree, node, ROLE_C_INDEX);
        return c_strip_casts(tree, tree_child_as(tree, node, ROLE_C_BASE));
    }
    if (at->kind != C_BINARY || at->operation != OP_ADD) return node;
    *offset = c_strip(tree, tree_child_as(tree, node, ROLE_C_RIGHT));
    return c_strip_casts(tree, tree_child_as(tree, node, ROLE_C_LEFT));
}

// The argument that says how much is read: of fread the one that is not the size of an item.
static NodeId size_argument(const Tree *tree, NodeId call, const Reader *reader)
{
    uint32_t number;
    NodeId size = c_call_argument(tree, call, reader->size);
    NodeId item = reader->item ? c_call_argument(tree, call, reader->item) : 0;
    bool is_one = size && c_integer(tree, size, &number) && number == 1;
    return is_one && item ? item : size;
}

// --- a buffer of the file's size -------------------------------------------------------------------------------

// Does the expression ask how large a file is?
static bool asks_size(const Unit *unit, NodeId node)
{
    static const char *const tells[] = {"ftell", "ftello", "ftello64", "filelength", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, node) == C_MEMBER) return str_is(unit_binding(unit, tree_node(tree, node)->binding)->name, "st_size");
    const Call *call = unit_call(unit, node);
    if (!call) return false;
    if (str_is_any(call->callee, tells)) return true;
    uint32_t whence;
    bool seeks = str_is(call->callee, "lseek") || str_is(call->callee, "lseek64");
    return seeks && c_integer(tree, c_call_argument(tree, node, 3), &whence) && whence == 2;
}

// `size` of `(size_t)size + 1`.
static NodeId without_addend(const Tree *tree, NodeId node)
{
    uint32_t number;
    node = c_strip_casts(tree, node);
    bool is_sum = tree_kind(tree, node) == C_BINARY && tree_node(tree, node)->operation == OP_ADD;
    if (!is_sum) return node;
    NodeId left = tree_child_as(tree, node, ROLE_C_LEFT), right = tree_child_as(tree, node, ROLE_C_RIGHT);
    if (c_integer(tree, right, &number)) return c_strip_casts(tree, left);
    return c_integer(tree, left, &number) ? c_strip_casts(tree, right) : node;
}

// Does the expression say a limit: a constant that is not small, a macro, a parameter? A loop's counter or a call's answer is none.
static bool is_limit_value(const Unit *unit, NodeId node)
{
    enum { SMALL = 64 };
    uint32_t number;
    if (c_integer(unit->tree, node, &number)) return number >= SMALL;
    for (NodeId at = node, end = tree_end(unit->tree, node); at < end; at++) {
        if (tree_kind(unit->tree, at) == C_CALL) return false;
        if (unit_binding(unit, c_reference(unit->tree, at))->kind == BINDING_LOCAL) return false;
    }
    return true;
}

static bool is_limited(const Unit *unit, BindingId size)
{
    for_each_reference(unit, size, reference) {
        NodeId above = c_parent(unit->tree, reference->node);
        if (tree_kind(unit->tree, above) == C_CAST) above = c_parent(unit->tree, above);
        uint32_t operation = tree_node(unit->tree, above)->operation;
        if (!c_is_comparison(unit->tree, above) || operation == OP_EQ || operation == OP_NE) continue;
        NodeId left = tree_child_as(unit->tree, above, ROLE_C_LEFT), right = tree_child_as(unit->tree, above, ROLE_C_RIGHT);
        if (is_limit_value(unit, tree_contains(unit->tree, left, reference->node) ? right : left)) return true;
    }
    return false;
}

// Where a size comes from when it is the size of a file, else 0.
static NodeId file_size(const Unit *unit, NodeId expression)
{
    NodeId node = without_addend(unit->tree, expression), found = 0;
    if (asks_size(unit, node)) return node;
    BindingId variable = c_reference(unit->tree, node);
    if (unit_binding(unit, variable)->kind != BINDING_LOCAL || is_limited(unit, variable)) return 0;
    NodeId function = c_enclosing_function(unit->tree, expression);
    for (NodeId at = function, end = tree_end(unit->tree, function); at < end; at++) {
        CStore store;
        if (!c_store(unit->tree, at, &store) || !c_same_place(unit->tree, store.target, node)) continue;
        NodeId value = without_addend(unit->tree, store.value);
        if (asks_size(unit, value)) found = value;
        else if (!c_is_null(unit->tree, value)) return 0;
    }
    return found;
}

static bool allocates(const Call *call)
{
    for (uint32_t i = 0; call && i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_ACQUIRE && call->effects.at[i].family == FAMILY_MEMORY) return true;
    return false;
}

// The argument of an allocation that is the size of a file: where that is asked for, else 0.
static NodeId size_of_allocation(const Unit *unit, const Call *call)
{
    for (uint32_t i = 1; i <= call->argument_count; i++) {
        NodeId argument = c_call_argument(unit->tree, call->node, i);
        NodeId found = c_is_pointer(unit, argument) ? 0 : file_size(unit, argument);
        if (found) return found;
    }
    return 0;
}

// The buffer is made once, as large as a file.
static bool find_allocation(const Unit *unit, CLoad *load)
{
    const Tree *tree = unit->tree;
    NodeId function = c_enclosing_function(tree, load->call);
    for (NodeId at = function; at < load->call; at++) {
        CStore store;
        if (!c_store(tree, at, &store) || !c_same_place(tree, store.target, load->buffer) || c_is_null(tree, store.value)) continue;
        const Call *call = unit_call(unit, store.value);
        if (load->made_at || !allocates(call)) return false;
        load->made_at = store.value;
        load->sized_at = size_of_allocation(unit, call);
    }
    return load->made_at && load->sized_at;
}

bool c_sized_load(const Unit *unit, const Call *call, CLoad *load)
{
    const Tree *tree = unit->tree;
    const Reader *reader = reader_of(call);
    NodeId offset, size = reader ? size_argument(tree, call->node, reader) : 0;
    if (!size) return false;
    *load = (CLoad){.call = call->node, .buffer = base_of(tree, c_call_argument(tree, call->node, reader->buffer), &offset)};
    load->variable = load->buffer ? c_reference(tree, load->buffer) : 0;
    if (unit_binding(unit, load->variable)->kind != BINDING_LOCAL || !find_allocation(unit, load)) return false;
    NodeId read = c_strip_casts(tree, size);
    bool is_rest = tree_kind(tree, read) == C_BINARY && tree_node(tree, read)->operation == OP_SUB;  // size - got
    return file_size(unit, is_rest ? tree_child_as(tree, read, ROLE_C_LEFT) : read) != 0;
}

// --- how the bytes are used ------------------------------------------------------------------------------------

typedef struct Scan {
    const Unit *unit;
    const Tree *tree;
    const CLoad *load;
    NodeId index;    // the name of the variable that walks over the buffer
    int passes;      // how often the bytes are walked over
    bool is_freed;
} Scan;

static bool is_scanned(Scan *scan, BindingId pointer, int depth);

// Takes the bytes from front to back, as a stream could give them: whole-buffer output and hashes.
static bool consumes(Str callee)
{
    static const char *const names[] = {"fwrite", "write", "send", "sendto", "fputs", "puts", "printf", "fprintf", "strlen", NULL};
    static const char *const parts[] = {"update", "Update", "crc32", "crc64", "adler32", "XXH32", "XXH64", "XXH3_64bits", "Final"};
    if (str_is_any(callee, names)) return true;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (str_contains(callee, str_from(parts[i]))) return true;
    return false;
}

// Looks at one piece of text and keeps nothing of it.
static bool only_reads_piece(Str callee)
{
    static const char *const names[] = {"strcmp", "strncmp", "strcasecmp", "strncasecmp", "memcmp", "atoi", "atol", "atoll", "atof",
                                        "strtol", "strtoul", "strtoll", "strtoull", "strtod", "sscanf", "strlen", "isspace", NULL};
    return str_is_any(callee, names) || consumes(callee);
}

static bool cuts_lines(Str callee)
{
    static const char *const names[] = {"strtok", "strtok_r", "memchr", "strchr", NULL};
    return str_is_any(callee, names);
}

// A local index that starts once and only moves on.
static bool only_advances(Scan *scan, NodeId index)
{
    index = without_addend(scan->tree, index);
    if (tree_kind(scan->tree, index) == C_UNARY) index = c_strip(scan->tree, tree_child_as(scan->tree, index, ROLE_C_OPERAND));
    BindingId variable = c_reference(scan->tree, index);
    BindingKind kind = unit_binding(scan->unit, variable)->kind;
    uint32_t number, starts = 0;
    if (kind != BINDING_LOCAL) return c_integer(scan->tree, index, &number);
    for_each_reference(scan->unit, variable, reference) {
        NodeId at = tree_kind(scan->tree, reference->node) == C_VARIABLE ? reference->node : c_parent(scan->tree, reference->node);
        uint32_t operation = tree_node(scan->tree, at)->operation;
        CStore store;
        if (tree_kind(scan->tree, at) == C_UNARY && (operation == OP_PRE_DEC || operation == OP_POST_DEC)) return false;
        if (reference->kind == REFERENCE_UPDATE && operation & OP_COMPOUND && operation != (OP_COMPOUND | OP_ADD)) return false;
        if (reference->kind == REFERENCE_ADDRESS) return false;
        if (!c_store(scan->tree, at, &store) || !c_same_place(scan->tree, store.target, reference->node)) continue;
        if (!c_integer(scan->tree, store.value, &number) || starts++) return false;
    }
    if (scan->index != variable) scan->passes++;
    scan->index = variable;
    return true;
}

static bool is_zero(const Tree *tree, NodeId value)
{
    return c_is_null(tree, value) || (tree_kind(tree, value) == C_CHARACTER && str_is(tree_text(tree, value), "'\\0'"));
}

// buffer[i]: read by an index that moves on, or the terminator behind the last byte.
static bool is_element_scanned(Scan *scan, NodeId element)
{
    CStore store;
    NodeId above = c_parent(scan->tree, element);
    bool is_written = c_is_assignment(scan->tree, above) && c_strip(scan->tree, tree_child_as(scan->tree, above, ROLE_C_LEFT)) == element;
    if (is_written) return c_store(scan->tree, above, &store) && is_zero(scan->tree, store.value);
    uint32_t operation = tree_node(scan->tree, above)->operation;
    if (tree_kind(scan->tree, above) == C_UNARY && operation >= OP_PRE_INC && operation <= OP_ADDRESS) return false;
    return only_advances(scan, tree_child_as(scan->tree, element, ROLE_C_INDEX));
}

static bool is_argument_scanned(Scan *scan, NodeId call, int depth)
{
    const Call *at = unit_call(scan->unit, call);
    if (!at || call == scan->load->call || reader_of(at)) return at != NULL;
    for (uint32_t i = 0; i < at->effects.len; i++)
        if (at->effects.at[i].event == EVENT_RELEASE) return scan->is_freed = true;
    if (depth ? only_reads_piece(at->callee) : consumes(at->callee)) return true;
    if (!cuts_lines(at->callee) || depth > 1) return false;
    CStore store;
    NodeId above = c_parent(scan->tree, call);
    scan->passes += !depth;
    if (c_is_comparison(scan->tree, above)) return true;
    return c_store(scan->tree, above, &store) && store.value == call && is_scanned(scan, tree_node(scan->tree, store.target)->binding, depth + 1);
}

static bool is_test(NodeKind kind, uint32_t operation)
{
    if (kind == C_IF || kind == C_WHILE || kind == C_FOR || kind == C_DO) return true;
    if (kind == C_UNARY) return operation == OP_NOT;
    return kind == C_BINARY && ((operation >= OP_EQ && operation <= OP_GE) || operation == OP_AND || operation == OP_OR);
}

// pointer + n: an end to compare with, or another pointer into the bytes.
static bool is_sum_scanned(Scan *scan, NodeId sum, int depth)
{
    CStore store;
    NodeId above = c_parent(scan->tree, sum);
    if (tree_kind(scan->tree, above) == C_CALL && reader_of(unit_call(scan->unit, above))) return true;
    if (c_is_comparison(scan->tree, above)) return true;
    if (tree_node(scan->tree, sum)->operation == OP_SUB) return true;  // end - pointer
    return depth < 2 && c_store(scan->tree, above, &store) && is_scanned(scan, tree_node(scan->tree, store.target)->binding, depth + 1);
}

static bool is_use_scanned(Scan *scan, NodeId use, int depth)
{
    const Tree *tree = scan->tree;
    NodeId above = c_parent(tree, use);
    while (tree_kind(tree, above) == C_CAST) use = above, above = c_parent(tree, above);
    const Node *at = tree_node(tree, above);
    CStore store;
    if (is_test(at->kind, at->operation)) return true;
    switch (at->kind) {
    case C_SUBSCRIPT: return is_element_scanned(scan, above);
    case C_CALL: return is_argument_scanned(scan, above, depth);
    case C_UNARY:
        if (at->operation == OP_DEREF) return depth > 0;
        return depth > 0 && (at->operation == OP_PRE_INC || at->operation == OP_POST_INC);
    case C_BINARY:
        if (at->operation == (OP_COMPOUND | OP_ADD)) return depth > 0;
        if (at->operation == OP_ADD || at->operation == OP_SUB) return is_sum_scanned(scan, above, depth);
        break;
    case C_CONDITIONAL: return tree_node(tree, use)->role == ROLE_C_CONDITION;
    default: break;
    }
    if (!c_store(tree, above, &store)) return false;
    bool is_target = c_same_place(tree, store.target, use) && !c_same_place(tree, store.value, use);
    if (is_target) return depth > 0 || store.value == scan->load->made_at || c_is_null(tree, store.value);
    BindingId other = tree_node(tree, store.target)->binding;
    if (depth > 1 || unit_binding(scan->unit, other)->kind != BINDING_LOCAL) return false;
    scan->passes++;
    return is_scanned(scan, other, depth + 1);
}

static bool is_scanned(Scan *scan, BindingId pointer, int depth)
{
    if (unit_binding(scan->unit, pointer)->kind != BINDING_LOCAL) return false;
    for_each_reference(scan->unit, pointer, reference) {
        if (tree_kind(scan->tree, reference->node) == C_VARIABLE) continue;
        if (!is_use_scanned(scan, reference->node, depth)) return false;
    }
    return true;
}

bool c_is_scanned_forward(const Unit *unit, const CLoad *load)
{
    Scan scan = {.unit = unit, .tree = unit->tree, .load = load};
    return is_scanned(&scan, load->variable, 0) && scan.is_freed && scan.passes <= 1;
}

// --- a loop that reads to the end of its input -----------------------------------------------------------------

typedef struct Loop {
    const Unit *unit;
    const Tree *tree;
    NodeId node, end;     // the loop and the end of its subtree
    NodeId call;          // the read
    NodeId used;          // the offset at which is read
    NodeId size;          // what the buffer is resized to
} Loop;

static NodeId loop_around(const Tree *tree, NodeId node)
{
    while (node && !c_is_loop(tree_kind(tree, node)) && tree_kind(tree, node) != C_FUNCTION) node = tree_parent(tree, node);
    return c_is_loop(tree_kind(tree, node)) ? node : 0;
}

static bool resizes(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_REALLOC) return true;
    return str_contains(call->callee, STR("realloc"));
}

// The call in the loop that makes the buffer larger; its size argument goes to loop->size.
static NodeId find_resize(Loop *loop, NodeId buffer)
{
    for (NodeId node = loop->node; node < loop->end; node++) {
        const Call *call = unit_call(loop->unit, node);
        if (!call || !resizes(call)) continue;
        for (uint32_t i = 1; i <= call->argument_count; i++) {
            NodeId argument = c_call_argument(loop->tree, node, i);
            if (c_same_place(loop->tree, argument, buffer)) loop->size = c_call_argument(loop->tree, node, call->argument_count);
        }
        if (loop->size) return node;
    }
    return 0;
}

// Does a place with a name (variable or member) stand in both?
static bool share_place(const Tree *tree, NodeId a, NodeId b)
{
    if (!a || !b) return false;
    for (NodeId node = a, end = tree_end(tree, a); node < end; node++) {
        NodeKind kind = tree_kind(tree, node);
        if ((kind == C_REFERENCE || kind == C_MEMBER) && tree_node(tree, node)->role != ROLE_C_BASE && c_mentions(tree, b, node)) return true;
    }
    return false;
}

// Does the expression speak of how full or how large the buffer is, directly or by one assignment in the loop?
static bool is_tracked(const Loop *loop, NodeId expression)
{
    if (share_place(loop->tree, loop->used, expression) || share_place(loop->tree, loop->size, expression)) return true;
    for (NodeId node = loop->node; node < loop->end; node++) {
        CStore store;
        if (!c_store(loop->tree, node, &store) || !c_mentions(loop->tree, loop->size, store.target)) continue;
        if (share_place(loop->tree, store.value, expression)) return true;
    }
    return false;
}

static bool has_kind(const Loop *loop, NodeId node, NodeKind kind) { return c_first_of(loop->tree, node, kind) != 0; }

static bool subtracts(const Tree *tree, NodeId node)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_kind(tree, at) == C_BINARY && tree_node(tree, at)->operation == OP_SUB) return true;
    return false;
}

// One side says how full the buffer is, the other is something else than how large it is: a limit.
static bool is_limit(const Loop *loop, NodeId comparison)
{
    NodeId left = tree_child_as(loop->tree, comparison, ROLE_C_LEFT), right = tree_child_as(loop->tree, comparison, ROLE_C_RIGHT);
    bool is_left = is_tracked(loop, left), is_right = is_tracked(loop, right);
    if (is_left == is_right) return false;
    NodeId ours = is_left ? left : right, other = is_left ? right : left;
    uint32_t number;
    bool is_zero = c_integer(loop->tree, other, &number) && number <= 1;
    return !is_zero && !subtracts(loop->tree, ours);
}

static bool has_limit(const Loop *loop)
{
    for (NodeId node = loop->node; node < loop->end; node++) {
        CStore store;
        if (c_is_comparison(loop->tree, node) && is_limit(loop, node)) return true;
        bool sizes = c_store(loop->tree, node, &store) && c_mentions(loop->tree, loop->size, store.target);
        if (sizes && (has_kind(loop, store.value, C_CONDITIONAL) || has_kind(loop, store.value, C_CALL))) return true;
    }
    return false;
}

// The offset only grows in the loop.
static bool accumulates(const Loop *loop)
{
    bool grows = false;
    for (NodeId node = loop->node; node < loop->end; node++) {
        if (!c_is_assignment(loop->tree, node)) continue;
        NodeId target = tree_child_as(loop->tree, node, ROLE_C_LEFT), value = tree_child_as(loop->tree, node, ROLE_C_RIGHT);
        if (!c_same_place(loop->tree, target, loop->used)) continue;
        uint32_t operation = tree_node(loop->tree, node)->operation;
        bool adds = operation == (OP_COMPOUND | OP_ADD) || (operation == OP_ASSIGN && c_mentions(loop->tree, value, loop->used) && !subtracts(loop->tree, value));
        if (!adds) return false;
        grows = true;
    }
    return grows;
}

// The variable that gets the result of the read, 0 = none.
static NodeId result_of(const Loop *loop)
{
    CStore store;
    NodeId above = c_parent(loop->tree, loop->call);
    while (tree_kind(loop->tree, above) == C_CAST) above = c_parent(loop->tree, above);
    return c_store(loop->tree, above, &store) ? store.target : 0;
}

// The loop goes on until the read says that there is no more.
static bool ends_with_input(const Loop *loop, NodeId buffer)
{
    const Tree *tree = loop->tree;
    NodeId condition = tree_child_as(tree, loop->node, ROLE_C_CONDITION), result = result_of(loop);
    uint32_t number;
    if (!condition || tree_contains(tree, condition, loop->call) || c_same_place(tree, condition, buffer)) return true;
    if (c_integer(tree, condition, &number)) return number != 0;
    if (result && c_mentions(tree, condition, result)) return true;
    for (NodeId node = condition, end = tree_end(tree, condition); node < end; node++) {
        const Call *call = unit_call(loop->unit, node);
        if (call && (str_is(call->callee, "feof") || str_is(call->callee, "ferror"))) return true;
    }
    return false;
}

// What is read at once is a constant or the room that is left: no length from elsewhere limits the sum.
static bool reads_what_fits(const Loop *loop, NodeId size)
{
    uint32_t number;
    size = c_strip_casts(loop->tree, size);
    bool has_name = has_kind(loop, size, C_REFERENCE) || has_kind(loop, size, C_MEMBER);
    return c_integer(loop->tree, size, &number) || tree_kind(loop->tree, size) == C_SIZEOF || !has_name || is_tracked(loop, size);
}

bool c_endless_load(const Unit *unit, const Call *call, CLoad *load)
{
    const Reader *reader = reader_of(call);
    const Tree *tree = unit->tree;
    Loop loop = {.unit = unit, .tree = tree, .call = call->node, .node = reader ? loop_around(tree, call->node) : 0};
    if (!loop.node) return false;
    loop.end = tree_end(tree, loop.node);
    *load = (CLoad){.call = call->node, .buffer = base_of(tree, c_call_argument(tree, call->node, reader->buffer), &loop.used)};
    if (!load->buffer || !loop.used) return false;
    load->made_at = find_resize(&loop, load->buffer);
    if (!load->made_at || !reads_what_fits(&loop, size_argument(tree, call->node, reader))) return false;
    return accumulates(&loop) && ends_with_input(&loop, load->buffer) && !has_limit(&loop);
}
