// Tables in the order of their dependence, each with its length in front; ids are written as small differences where neighbours are alike.
// The writer and the reader of a thing stand side by side.
#include "model/unit_wire.h"

#include "base/str.h"

typedef struct Writing {
    WireWriter out;
    const Unit *unit;
    Map names;       // text -> its number
} Writing;

// How many there are of each, which every id is held against.
typedef struct Counts {
    uint32_t types, bindings, nodes, references, classes, functions, places, calls;
} Counts;

typedef struct Reading {
    WireReader in;
    Arena *arena;
    Unit *unit;
    Counts counts;
    Strs names;      // [0] is the empty text
} Reading;

// --- names -----------------------------------------------------------------------------------------------------
// A name is written out where it first occurs.
static void put_name(Writing *writing, Str name)
{
    if (!name.len) {
        wire_put(&writing->out, 0);
        return;
    }
    uint32_t count = writing->names.entries.len, *number = map_at(writing->out.arena, &writing->names, name);
    bool is_new = !*number;
    if (is_new) *number = count + 1;
    wire_put(&writing->out, *number);
    if (is_new) wire_put_text(&writing->out, name);
}

static Str get_name(Reading *reading)
{
    uint32_t number = wire_get_below(&reading->in, (uint64_t)reading->names.len + 1);
    if (number < reading->names.len) return reading->names.at[number];
    Str name = wire_get_text(&reading->in);
    *array_push(reading->arena, &reading->names) = name;
    return name;
}

static void put_delta(Writing *writing, uint32_t value, uint32_t *last)
{
    wire_put_signed(&writing->out, (int64_t)value - (int64_t)*last);
    *last = value;
}

static uint32_t get_id(Reading *reading, uint64_t count) { return wire_get_below(&reading->in, count); }
static uint32_t get_number(Reading *reading) { return get_id(reading, (uint64_t)UINT32_MAX + 1); }

static uint32_t get_delta(Reading *reading, uint32_t *last, uint64_t count)
{
    int64_t value = (int64_t)*last + wire_get_signed(&reading->in);
    if (value < 0 || (uint64_t)value >= count) reading->in.ok = false;
    *last = reading->in.ok ? (uint32_t)value : 0;
    return *last;
}

// --- types -----------------------------------------------------------------------------------------------------
static void put_type(Writing *writing, const Type *type)
{
    wire_put(&writing->out, (uint64_t)type->kind << 2 | type->is_const | (type->is_union ? 2 : 0));
    put_name(writing, type->name);
    wire_put(&writing->out, type->target);
    wire_put_signed(&writing->out, type->size);
    wire_put_signed(&writing->out, type->count);
}

static void get_type(Reading *reading, Type *type)
{
    uint32_t kind = get_id(reading, (TYPE_FUNCTION + 1) * 4);
    type->kind = (TypeKind)(kind >> 2);
    type->is_const = kind & 1;
    type->is_union = kind & 2;
    type->name = get_name(reading);
    type->target = get_id(reading, reading->counts.types);
    type->size = wire_get_signed(&reading->in);
    type->count = wire_get_signed(&reading->in);
}

// --- bindings and references -----------------------------------------------------------------------------------
static uint32_t flags_of(const Binding *binding)
{
    const bool flags[] = {binding->is_private, binding->is_exported, binding->is_captured, binding->is_default_bearing,
                          binding->has_cleanup, binding->never_returns, binding->has_value};
    uint32_t bits = 0;
    for (uint32_t i = 0; i < COUNT_OF(flags); i++) bits |= (uint32_t)flags[i] << i;
    return bits;
}

static void set_flags(Binding *binding, uint32_t bits)
{
    bool *const flags[] = {&binding->is_private, &binding->is_exported, &binding->is_captured, &binding->is_default_bearing,
                           &binding->has_cleanup, &binding->never_returns, &binding->has_value};
    for (uint32_t i = 0; i < COUNT_OF(flags); i++) *flags[i] = bits >> i & 1;
}

static void put_binding(Writing *writing, const Binding *binding)
{
    put_name(writing, binding->name);
    put_name(writing, binding->qualified);
    wire_put(&writing->out, binding->kind);
    wire_put(&writing->out, flags_of(binding));
    wire_put(&writing->out, binding->function);
    wire_put(&writing->out, binding->class);
    wire_put(&writing->out, binding->names_function);
    wire_put(&writing->out, binding->declared);
    wire_put(&writing->out, binding->type);
    wire_put(&writing->out, binding->first_reference);
    wire_put(&writing->out, binding->writes);
    if (binding->kind == BINDING_LOCAL) wire_put(&writing->out, binding->exposed);
    if (binding->has_value) wire_put_signed(&writing->out, binding->value);
    if (binding->has_cleanup) put_name(writing, binding->cleaner);
    if (binding->kind == BINDING_FUNCTION) put_name(writing, binding->owns);
}

static void get_binding(Reading *reading, Binding *binding)
{
    const Counts *counts = &reading->counts;
    binding->name = get_name(reading);
    binding->qualified = get_name(reading);
    binding->kind = (BindingKind)get_id(reading, BINDING_ENUMERATOR + 1);
    set_flags(binding, get_id(reading, 1 << 7));
    binding->function = get_id(reading, counts->functions);
    binding->class = get_id(reading, counts->classes);
    binding->names_function = get_id(reading, counts->functions);
    binding->declared = get_id(reading, counts->nodes);
    binding->type = get_id(reading, counts->types);
    binding->first_reference = get_id(reading, counts->references);
    binding->writes = get_number(reading);
    if (binding->kind == BINDING_LOCAL) binding->exposed = get_id(reading, counts->nodes);
    if (binding->has_value) binding->value = (int32_t)wire_get_signed(&reading->in);
    if (binding->has_cleanup) binding->cleaner = get_name(reading);
    if (binding->kind == BINDING_FUNCTION) binding->owns = get_name(reading);
}

static void put_reference(Writing *writing, const Reference *reference, uint32_t index, uint32_t *node)
{
    wire_put(&writing->out, reference->binding);
    put_delta(writing, reference->node, node);
    wire_put(&writing->out, reference->function);
    wire_put(&writing->out, reference->kind);
    wire_put(&writing->out, reference->next ? reference->next - index : 0);
    put_name(writing, reference->name);
}

// The next one lies behind: a chain that went back would have no end.
static void get_reference(Reading *reading, Reference *reference, uint32_t index, uint32_t *node)
{
    reference->binding = get_id(reading, reading->counts.bindings);
    reference->node = get_delta(reading, node, reading->counts.nodes);
    reference->function = get_id(reading, reading->counts.functions);
    reference->kind = (ReferenceKind)get_id(reading, REFERENCE_DECLARED + 1);
    uint32_t ahead = get_id(reading, (uint64_t)reading->counts.references - index);
    reference->next = ahead ? index + ahead : 0;
    reference->name = get_name(reading);
}

// --- the tree --------------------------------------------------------------------------------------------------
enum { HAS_ROLE = 1 << 4, HAS_OPERATION = 1 << 5, HAS_BINDING = 1 << 6, HAS_TYPE = 1 << 7, KIND_BASE = 512 };

// A node's parent is the node before it or an ancestor of that: how many levels up is written.
static uint32_t levels_up(const Tree *tree, NodeId node)
{
    uint32_t levels = 0;
    for (NodeId at = node - 1; at && at != tree->nodes[node].parent; at = tree->nodes[at].parent) levels++;
    return levels;
}

static void put_node(Writing *writing, NodeId id, uint32_t *from)
{
    const Node *node = tree_node(writing->unit->tree, id);
    uint32_t bits = node->flags | (node->role ? HAS_ROLE : 0) | (node->operation ? HAS_OPERATION : 0) |
                    (node->binding ? HAS_BINDING : 0) | (node->type ? HAS_TYPE : 0);
    wire_put_bytes(&writing->out, bits, 1);
    wire_put_signed(&writing->out, (int64_t)node->kind - KIND_BASE);
    wire_put(&writing->out, levels_up(writing->unit->tree, id));
    put_delta(writing, node->span.from, from);
    wire_put(&writing->out, node->span.to - node->span.from);
    if (node->role) wire_put(&writing->out, node->role);
    if (node->operation) wire_put(&writing->out, node->operation);
    if (node->binding) wire_put(&writing->out, node->binding);
    if (node->type) wire_put(&writing->out, node->type);
}

// Hangs the node in behind the last child of its parent.
static void link_node(Node *nodes, NodeId *last_child, NodeId id, uint32_t levels)
{
    NodeId parent = id - 1;
    for (; levels && parent; levels--) parent = nodes[parent].parent;
    nodes[id].parent = parent;
    if (!parent) return;
    if (last_child[parent]) nodes[last_child[parent]].next = id;
    else nodes[parent].first = id;
    last_child[parent] = id;
}

static void get_node(Reading *reading, Node *nodes, NodeId *last_child, NodeId id, uint32_t *from)
{
    Node *node = &nodes[id];
    uint64_t end = (uint64_t)reading->unit->source->text.len + 1;
    uint32_t bits = (uint32_t)wire_get_bytes(&reading->in, 1);
    int64_t kind = wire_get_signed(&reading->in) + KIND_BASE;
    if (kind < 0 || kind >= NODE_KIND_COUNT) reading->in.ok = false;
    node->kind = reading->in.ok ? (NodeKind)kind : 0;
    node->flags = bits & (HAS_ROLE - 1);
    link_node(nodes, last_child, id, get_id(reading, id));
    node->span.from = get_delta(reading, from, end);
    node->span.to = node->span.from + get_id(reading, end - node->span.from);
    if (bits & HAS_ROLE) node->role = (uint8_t)get_id(reading, UINT8_MAX + 1);
    if (bits & HAS_OPERATION) node->operation = get_number(reading);
    if (bits & HAS_BINDING) node->binding = get_id(reading, reading->counts.bindings);
    if (bits & HAS_TYPE) node->type = get_id(reading, reading->counts.types);
}

static void get_tree(Reading *reading)
{
    Tree *tree = arena_new(reading->arena, Tree);
    Arena scratch = {0};
    uint32_t from = 0;
    NodeId *last_child = arena_array(&scratch, NodeId, reading->counts.nodes + 1);
    tree->source = reading->unit->source;
    tree->syntax_errors = get_number(reading);
    tree->elsewhere = get_id(reading, reading->counts.nodes);
    tree->nodes = arena_array(reading->arena, Node, reading->counts.nodes + 1);
    tree->count = reading->counts.nodes;
    for (NodeId id = ROOT; id < tree->count && reading->in.ok; id++) get_node(reading, tree->nodes, last_child, id, &from);
    reading->unit->tree = tree;
    arena_close(&scratch);
}

// --- places and calls ------------------------------------------------------------------------------------------
static void put_place(Writing *writing, const Place *place)
{
    wire_put(&writing->out, (uint64_t)place->kind << 1 | place->is_pointee);
    wire_put(&writing->out, place->base);
    wire_put(&writing->out, place->binding);
    put_name(writing, place->name);
    wire_put(&writing->out, place->class);
    wire_put(&writing->out, place->node);
    wire_put_signed(&writing->out, place->value);
}

// A place's base is older than itself.
static void get_place(Reading *reading, PlaceId id, Place *place)
{
    uint32_t kind = get_id(reading, (PLACE_EXPRESSION + 1) * 2);
    place->kind = (PlaceKind)(kind >> 1);
    place->is_pointee = kind & 1;
    place->base = get_id(reading, id ? id : 1);
    place->binding = get_id(reading, reading->counts.bindings);
    place->name = get_name(reading);
    place->class = get_id(reading, reading->counts.classes);
    place->node = get_id(reading, reading->counts.nodes);
    place->value = (int32_t)wire_get_signed(&reading->in);
}

static void put_call(Writing *writing, const Call *call, uint32_t *node)
{
    put_delta(writing, call->node, node);
    wire_put(&writing->out, call->function);
    wire_put(&writing->out, call->block);
    put_name(writing, call->callee);
    wire_put(&writing->out, call->target);
    wire_put(&writing->out, call->result);
    wire_put(&writing->out, call->argument_count);
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Argument *argument = &call->arguments[i];
        wire_put(&writing->out, argument->node - call->node);
        wire_put(&writing->out, (uint64_t)argument->place << 1 | argument->is_address);
    }
}

static void get_call(Reading *reading, Call *call, uint32_t *node)
{
    const Counts *counts = &reading->counts;
    call->node = get_delta(reading, node, counts->nodes);
    call->function = get_id(reading, counts->functions);
    call->block = get_number(reading);
    call->callee = get_name(reading);
    call->target = get_id(reading, counts->functions);
    call->result = get_id(reading, counts->places);
    call->argument_count = wire_get_count(&reading->in);
    call->arguments = arena_array(reading->arena, Argument, call->argument_count);
    for (uint32_t i = 0; i < call->argument_count; i++) {
        call->arguments[i].node = call->node + get_id(reading, counts->nodes - call->node);
        uint64_t place = wire_get(&reading->in);
        if (place >> 1 >= counts->places) reading->in.ok = false;
        call->arguments[i].place = reading->in.ok ? (PlaceId)(place >> 1) : 0;
        call->arguments[i].is_address = place & 1;
    }
    if (!call->target && call->callee.len) call->effects = knowledge_find(reading->unit->knowledge, call->callee);
}

// --- functions -------------------------------------------------------------------------------------------------
static void put_graph(Writing *writing, const Graph *graph, uint32_t node)
{
    wire_put(&writing->out, graph->gave_up);
    wire_put(&writing->out, graph->block_count);
    wire_put(&writing->out, graph->event_count);
    wire_put(&writing->out, graph->edge_count);
    wire_put(&writing->out, graph->reachable_count);
    for (BlockId id = 0; id < graph->block_count; id++) {
        const Block *block = &graph->blocks[id];
        wire_put(&writing->out, block->first_event);
        wire_put(&writing->out, block->event_count);
        wire_put(&writing->out, block->first_edge);
        wire_put(&writing->out, block->edge_count);
        wire_put(&writing->out, block->order);
        wire_put(&writing->out, block->loop);
        wire_put(&writing->out, block->loop_depth);
    }
    for (uint32_t i = 0; i < graph->event_count; i++) {
        const Event *event = &graph->events[i];
        wire_put(&writing->out, event->kind);
        wire_put(&writing->out, event->detail);
        wire_put(&writing->out, event->place);
        wire_put(&writing->out, event->other);
        put_delta(writing, event->node, &node);
    }
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        const Edge *edge = &graph->edges[i];
        wire_put(&writing->out, edge->kind);
        wire_put(&writing->out, edge->from);
        wire_put(&writing->out, edge->to);
    }
    for (uint32_t i = 0; i < graph->reachable_count; i++) wire_put(&writing->out, graph->by_order[i]);
}

static void get_block(Reading *reading, const Graph *graph, Block *block)
{
    block->first_event = get_id(reading, (uint64_t)graph->event_count + 1);
    block->event_count = get_id(reading, (uint64_t)graph->event_count - block->first_event + 1);
    block->first_edge = get_id(reading, (uint64_t)graph->edge_count + 1);
    block->edge_count = get_id(reading, (uint64_t)graph->edge_count - block->first_edge + 1);
    block->order = get_id(reading, (uint64_t)graph->reachable_count + 1);
    block->loop = get_id(reading, graph->block_count);
    block->loop_depth = (uint16_t)get_id(reading, UINT16_MAX + 1);
}

static void get_event(Reading *reading, Event *event, uint32_t *node)
{
    event->kind = (EventKind)get_id(reading, EVENT_KIND_COUNT);
    event->detail = get_id(reading, event->kind == EVENT_CALL ? reading->counts.calls : (uint64_t)UINT32_MAX + 1);
    event->place = get_id(reading, reading->counts.places);
    event->other = get_id(reading, reading->counts.places);
    event->node = get_delta(reading, node, reading->counts.nodes);
}

static void get_graph(Reading *reading, Graph *graph, uint32_t node)
{
    graph->gave_up = get_id(reading, 2);
    graph->block_count = wire_get_count(&reading->in);
    graph->event_count = wire_get_count(&reading->in);
    graph->edge_count = wire_get_count(&reading->in);
    graph->reachable_count = wire_get_count(&reading->in);
    graph->blocks = arena_array(reading->arena, Block, graph->block_count);
    graph->events = arena_array(reading->arena, Event, graph->event_count);
    graph->edges = arena_array(reading->arena, Edge, graph->edge_count);
    graph->by_order = arena_array(reading->arena, BlockId, graph->reachable_count);
    for (BlockId id = 0; id < graph->block_count; id++) get_block(reading, graph, &graph->blocks[id]);
    for (uint32_t i = 0; i < graph->event_count; i++) get_event(reading, &graph->events[i], &node);
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        graph->edges[i].kind = (EdgeKind)get_id(reading, EDGE_EXCEPTION + 1);
        graph->edges[i].from = get_id(reading, graph->block_count);
        graph->edges[i].to = get_id(reading, graph->block_count);
    }
    for (uint32_t i = 0; i < graph->reachable_count; i++) graph->by_order[i] = get_id(reading, graph->block_count);
}

static void put_function(Writing *writing, const Function *function)
{
    put_name(writing, function->name);
    wire_put(&writing->out, function->node);
    wire_put(&writing->out, function->body);
    wire_put(&writing->out, function->parent);
    wire_put(&writing->out, function->class);
    wire_put(&writing->out, function->binding);
    wire_put(&writing->out, function->first_parameter);
    wire_put(&writing->out, function->parameter_count);
    wire_put(&writing->out, function->flags);
    wire_put(&writing->out, function->call_count);
    put_graph(writing, &function->graph, function->node);
}

static void get_function(Reading *reading, FunctionId id, Function *function)
{
    const Counts *counts = &reading->counts;
    function->name = get_name(reading);
    function->node = get_id(reading, counts->nodes);
    function->body = get_id(reading, counts->nodes);
    function->parent = get_id(reading, id ? id : 1);
    function->class = get_id(reading, counts->classes);
    function->binding = get_id(reading, counts->bindings);
    function->first_parameter = get_id(reading, counts->bindings);
    function->parameter_count = get_id(reading, (uint64_t)counts->bindings - function->first_parameter + 1);
    function->flags = get_number(reading);
    function->call_count = get_number(reading);
    get_graph(reading, &function->graph, function->node);
}

static void put_class(Writing *writing, const Class *class)
{
    put_name(writing, class->name);
    wire_put(&writing->out, class->node);
    wire_put(&writing->out, class->binding);
    wire_put(&writing->out, class->type);
}

static void get_class(Reading *reading, Class *class)
{
    class->name = get_name(reading);
    class->node = get_id(reading, reading->counts.nodes);
    class->binding = get_id(reading, reading->counts.bindings);
    class->type = get_id(reading, reading->counts.types);
}

// --- the whole -------------------------------------------------------------------------------------------------
static Counts counts_of(const Unit *unit)
{
    return (Counts){unit->types.len,         unit->bindings.len,  unit->tree->count,      unit->references.len,
                    unit->classes.len,       unit->functions.len, unit->places.list.len,  unit->calls.len};
}

Str unit_write(Arena *arena, const Unit *unit)
{
    Writing writing = {.out.arena = arena, .unit = unit};
    Counts counts = counts_of(unit);
    const uint32_t *count = &counts.types;
    uint32_t node = 0, from = 0, call = 0;
    for (size_t i = 0; i < sizeof counts / sizeof *count; i++) wire_put(&writing.out, count[i]);
    for (uint32_t i = 0; i < counts.types; i++) put_type(&writing, &unit->types.at[i]);
    for (uint32_t i = 0; i < counts.bindings; i++) put_binding(&writing, &unit->bindings.at[i]);
    for (uint32_t i = 0; i < counts.references; i++) put_reference(&writing, &unit->references.at[i], i, &node);
    wire_put(&writing.out, unit->tree->syntax_errors);
    wire_put(&writing.out, unit->tree->elsewhere);
    for (NodeId id = ROOT; id < counts.nodes; id++) put_node(&writing, id, &from);
    for (uint32_t i = 0; i < counts.classes; i++) put_class(&writing, &unit->classes.at[i]);
    for (uint32_t i = 0; i < counts.places; i++) put_place(&writing, &unit->places.list.at[i]);
    for (uint32_t i = 0; i < counts.calls; i++) put_call(&writing, &unit->calls.at[i], &call);
    for (uint32_t i = 0; i < counts.functions; i++) put_function(&writing, &unit->functions.at[i]);
    return (Str){writing.out.bytes.at, writing.out.bytes.len};
}

// Each of them takes a byte or more.
static bool get_counts(Reading *reading)
{
    uint32_t *count = &reading->counts.types;
    for (size_t i = 0; i < sizeof reading->counts / sizeof *count; i++) count[i] = wire_get_count(&reading->in);
    return reading->in.ok;
}

static void make_tables(Reading *reading)
{
    Unit *unit = reading->unit;
    const Counts *counts = &reading->counts;
    unit->types.at = arena_array(reading->arena, Type, counts->types);
    unit->bindings.at = arena_array(reading->arena, Binding, counts->bindings);
    unit->references.at = arena_array(reading->arena, Reference, counts->references);
    unit->classes.at = arena_array(reading->arena, Class, counts->classes);
    unit->places.list.at = arena_array(reading->arena, Place, counts->places);
    unit->calls.at = arena_array(reading->arena, Call, counts->calls);
    unit->functions.at = arena_array(reading->arena, Function, counts->functions);
    unit->types.len = counts->types;
    unit->bindings.len = counts->bindings;
    unit->references.len = counts->references;
    unit->classes.len = counts->classes;
    unit->places.list.len = counts->places;
    unit->calls.len = counts->calls;
    unit->functions.len = counts->functions;
}

static void index_nodes(Reading *reading)
{
    Unit *unit = reading->unit;
    unit->call_of_node = arena_array(reading->arena, uint32_t, reading->counts.nodes + 1);
    unit->function_of_node = arena_array(reading->arena, uint32_t, reading->counts.nodes + 1);
    for (uint32_t i = 1; i < unit->calls.len; i++) unit->call_of_node[unit->calls.at[i].node] = i;
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) unit->function_of_node[unit->functions.at[id].node] = id;
}

bool unit_read(Arena *arena, Str bytes, const Source *source, const Knowledge *knowledge, Unit *unit)
{
    Reading reading = {.in = {bytes, true}, .arena = arena, .unit = unit};
    uint32_t node = 0, call = 0;
    *unit = (Unit){.source = source, .language = source->language, .knowledge = knowledge};
    *array_push(arena, &reading.names) = (Str){0};
    if (!get_counts(&reading)) return false;
    make_tables(&reading);
    for (uint32_t i = 0; i < unit->types.len; i++) get_type(&reading, &unit->types.at[i]);
    for (uint32_t i = 0; i < unit->bindings.len; i++) get_binding(&reading, &unit->bindings.at[i]);
    for (uint32_t i = 0; i < unit->references.len; i++) get_reference(&reading, &unit->references.at[i], i, &node);
    get_tree(&reading);
    for (uint32_t i = 0; i < unit->classes.len; i++) get_class(&reading, &unit->classes.at[i]);
    for (uint32_t i = 0; i < unit->places.list.len; i++) get_place(&reading, i, &unit->places.list.at[i]);
    for (uint32_t i = 0; i < unit->calls.len; i++) get_call(&reading, &unit->calls.at[i], &call);
    for (uint32_t i = 0; i < unit->functions.len; i++) get_function(&reading, i, &unit->functions.at[i]);
    if (reading.in.ok) index_nodes(&reading);
    return reading.in.ok && !reading.in.rest.len;
}
