// Calls: what is called, and what that does to the receiver, the arguments and the result.
#include "base/str.h"
#include "python/py_lower.h"
#include "python/py_type.h"

enum { CLIMB_MAX = 16, METHOD_MAX = 64 };

static NodeId part(const Lower *lower, NodeId node, PyRole role)
{
    return tree_child_as(lower->tree, node, (uint8_t)role);
}

// --- what is called ------------------------------------------------------------------------------------------------

// ".append" as it stands in the source: the dot is nearly always right before the name.
static Str method_word(Lower *lower, NodeId method)
{
    Span span = tree_span(lower->tree, method);
    Str text = lower->unit->source->text;
    if (span.from && text.at[span.from - 1] == '.') return str_slice(text, span.from - 1, span.to);
    return arena_format(lower->arena, ".%.*s", FMT(tree_text(lower->tree, method)));
}

static Str callee_of(Lower *lower, NodeId function)
{
    Str qualified = py_qualified(lower->unit, function);
    const Node *node = tree_node(lower->tree, function);
    bool is_variable = node->kind == PY_IDENTIFIER &&
                       unit_binding(lower->unit, node->binding)->kind == BINDING_GLOBAL;
    if (qualified.len && !is_variable) return qualified;
    if (node->kind != PY_ATTRIBUTE) return (Str){0};
    NodeId method = part(lower, function, ROLE_ATTRIBUTE);
    Str type = lower_type(lower, tree_first(lower->tree, function));
    return type.len ? resolver_name(lower->resolver, type, tree_text(lower->tree, method))
                    : method_word(lower, method);
}

static FunctionId target_of(const Lower *lower, NodeId function, Str callee)
{
    const Binding *binding = unit_binding(lower->unit, tree_node(lower->tree, function)->binding);
    if (binding->kind == BINDING_FUNCTION) return binding->names_function;
    return callee.len && callee.at[0] != '.' ? map_get(&lower->methods, callee) : 0;
}

static bool is_module(const Lower *lower, NodeId receiver)
{
    const Node *node = tree_node(lower->tree, receiver);
    const Binding *binding = unit_binding(lower->unit, node->binding);
    if (node->kind != PY_IDENTIFIER || binding->kind != BINDING_IMPORT) return false;
    for (NodeId at = binding->declared; at; at = tree_parent(lower->tree, at)) {
        if (tree_kind(lower->tree, at) == PY_IMPORT) return true;
        if (tree_kind(lower->tree, at) == PY_IMPORT_FROM) return false;
    }
    return false;
}

static Effects effects_of_word(const Lower *lower, Str word)
{
    return knowledge_find(lower->unit->knowledge, word);
}

// ".pop" of an object of unknown type; what a relative import names (".tables.CACHE.pop") has more dots.
static bool is_word(Str callee)
{
    return callee.at[0] == '.' && str_last_part(callee).len + 1 == callee.len;
}

// A method of a class that is not known does what its name says. Of a class that is known by name only, just taking out and closing
// is believed: a removal too many costs a finding, a growth too many is a wrong one.
static Effects effects_of(Lower *lower, const Call *call, NodeId function)
{
    if (call->target || !call->callee.len) return (Effects){0};
    Effects effects = knowledge_find(lower->unit->knowledge, call->callee);
    if (effects.len || !call->receiver || is_word(call->callee) || is_module(lower, call->receiver))
        return effects;
    bool is_imported = lower->unit->name_of_node[function] != 0;
    if (str_starts(call->callee, STR("builtins."))) return effects;
    Effects by_word =
        effects_of_word(lower, method_word(lower, part(lower, function, ROLE_ATTRIBUTE)));
    bool only_ends =
        by_word.len && (by_word.at->event == EVENT_SHRINK || by_word.at->event == EVENT_RELEASE);
    return is_imported || only_ends ? by_word : effects;
}

bool lower_is_shrinker(const Lower *lower, NodeId attribute)
{
    char word[METHOD_MAX] = ".";
    Str name = tree_text(lower->tree, part(lower, attribute, ROLE_ATTRIBUTE));
    if (!name.len || name.len > METHOD_MAX - 1) return false;
    memcpy(word + 1, name.at, name.len);
    Effects effects = effects_of_word(lower, (Str){word, name.len + 1});
    return effects.len && effects.at->event == EVENT_SHRINK;
}

// --- arguments -----------------------------------------------------------------------------------------------------

static Argument argument_of(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    switch (tree_kind(tree, node)) {
    case PY_KEYWORD_ARGUMENT: {
        NodeId value = part(lower, node, ROLE_VALUE);
        return (Argument){.node = value,
                          .place = lower_tracked(lower, value),
                          .keyword = tree_text(tree, part(lower, node, ROLE_NAME))};
    }
    case PY_LIST_SPLAT:
    case PY_DICTIONARY_SPLAT: {
        NodeId value = tree_first(tree, node);
        Str keyword = tree_kind(tree, node) == PY_LIST_SPLAT ? STR("*") : STR("**");
        return (Argument){.node = value, .place = lower_tracked(lower, value), .keyword = keyword};
    }
    default: return (Argument){.node = node, .place = lower_tracked(lower, node)};
    }
}

static void read_arguments(Lower *lower, Call *call)
{
    NodeId list = py_call_arguments(lower->tree, call->node);
    uint32_t count = py_argument_count(lower->tree, call->node);
    call->arguments = count ? arena_array(lower->arena, Argument, count) : NULL;
    bool is_generator = tree_kind(lower->tree, list) == PY_GENERATOR;
    NodeId node = is_generator ? list : tree_first(lower->tree, list);
    for (; call->argument_count < count; node = tree_next(lower->tree, node))
        call->arguments[call->argument_count++] = argument_of(lower, node);
}

static const Argument *positional(const Call *call, int number)
{
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Argument *argument = &call->arguments[i];
        if (str_is(argument->keyword, "*")) return NULL;
        if (!argument->keyword.len && --number == 0) return argument;
    }
    return NULL;
}

// A callback may be given by name instead.
static const Argument *callback(const Call *call, int number)
{
    static const char *const words[] = {"function", "func",     "callback", "target",
                                        "handler",  "listener", "fn",       NULL};
    const Argument *argument = positional(call, number);
    for (uint32_t i = 0; !argument && i < call->argument_count; i++)
        if (str_is_any(call->arguments[i].keyword, words)) argument = &call->arguments[i];
    return argument;
}

// --- effects -------------------------------------------------------------------------------------------------------

// len(x) is compared with something, or decides: but x is not bounded by being found empty.
static bool is_compared(const Tree *tree, NodeId node)
{
    bool is_computed = false;
    for (int climbed = 0; climbed < CLIMB_MAX; climbed++, node = tree_parent(tree, node)) {
        NodeId parent = tree_parent(tree, node);
        switch (tree_kind(tree, parent)) {
        case PY_PARENTHESIZED:
        case PY_NAMED_EXPRESSION: break;
        case PY_BINARY:
        case PY_UNARY: is_computed = true; break;
        case PY_COMPARISON: {
            NodeId other =
                tree_first(tree, parent) == node ? tree_next(tree, node) : tree_first(tree, parent);
            return is_computed || !str_is(tree_text(tree, other), "0");
        }
        case PY_IF:
        case PY_WHILE:
        case PY_ELIF:
        case PY_NOT: return is_computed;
        default: return false;
        }
    }
    return false;
}

// Containers that are bounded only when they are told a size.
static bool is_told_a_size(const Lower *lower, const Call *call)
{
    bool is_deque = str_is(call->callee, "collections.deque");
    bool is_queue = str_ends(call->callee, STR("Queue"));
    if (!is_deque && !is_queue) return true;
    NodeId size =
        py_argument(lower->tree, call->node, is_deque ? 1 : 0, is_deque ? "maxlen" : "maxsize");
    return size && tree_kind(lower->tree, size) != PY_NONE &&
           !str_is(tree_text(lower->tree, size), "0");
}

// read() takes everything, read(n) does not.
static bool is_partial_read(const Call *call)
{
    Str method = str_last_part(call->callee);
    return call->receiver && call->argument_count &&
           (str_is(method, "read") || str_is(method, "readlines"));
}

static bool has_constant_key(const Lower *lower, const Call *call)
{
    const Argument *key = positional(call, 1);
    if (!key) return call->argument_count && call->arguments[0].keyword.at[0] != '*';
    return py_is_literal(lower->tree, key->node);
}

static void grow(Lower *lower, const Call *call, const Effect *effect, PlaceId place)
{
    uint32_t growth = effect->detail == GROW_KEYED && has_constant_key(lower, call)
                          ? GROW_CONSTANT
                          : effect->detail;
    lower_event(lower, EVENT_GROW, growth, place, 0, call->node);
}

// Functions, lambdas and methods of self; that a plain value is kept says nothing.
static bool is_callback(const Lower *lower, NodeId node)
{
    const Node *at = tree_node(lower->tree, node);
    if (at->kind == PY_LAMBDA) return true;
    if (at->binding) return unit_binding(lower->unit, at->binding)->kind == BINDING_FUNCTION;
    NodeId object = at->kind == PY_ATTRIBUTE ? py_unparenthesized(lower->tree, at->first) : 0;
    return object && py_self_class(lower->unit, tree_node(lower->tree, object)->binding);
}

// `self.m` as a callback is the field; partial(self.m, ...) keeps what it was given.
static void keep(Lower *lower, const Call *call, const Effect *effect)
{
    const Argument *argument = callback(call, effect->operand);
    NodeId node = argument ? py_unparenthesized(lower->tree, argument->node) : 0;
    if (node && tree_kind(lower->tree, node) == PY_CALL) {
        const Call *inner = unit_call(lower->unit, node);
        if (inner && str_is(inner->callee, "functools.partial"))
            node = py_argument(lower->tree, node, 0, NULL);
    }
    PlaceId place = node && is_callback(lower, node) ? lower_place(lower, node) : 0;
    PlaceId by = place_result(lower->arena, &lower->unit->places, call->node);
    lower_event(lower, EVENT_CAPTURE, CAPTURE_REGISTERED, place, by, node);
}

static PlaceId operand_of(const Call *call, const Effect *effect)
{
    if (effect->operand == OPERAND_RESULT) return call->result;
    if (effect->operand == OPERAND_SELF) return call->receiver_place;
    const Argument *argument = positional(call, effect->operand);
    return argument ? argument->place : 0;
}

bool lower_gives(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++) {
        const Effect *effect = &call->effects.at[i];
        bool makes = effect->event == EVENT_ACQUIRE && effect->operand == OPERAND_RESULT &&
                     !effect->detail;
        if (makes && (effect->family != FAMILY_LARGE || !is_partial_read(call))) return true;
    }
    return false;
}

Effect lower_parts(const Call *call)
{
    for (uint32_t i = 0; call && i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_ACQUIRE && call->effects.at[i].detail)
            return call->effects.at[i];
    return (Effect){0};
}

static void apply(Lower *lower, const Call *call, const Effect *effect)
{
    PlaceId place = operand_of(call, effect);
    switch (effect->event) {
    case EVENT_ACQUIRE:
        if (lower_gives(call))
            lower_event(lower, EVENT_ACQUIRE, effect->family, place, 0, call->node);
        break;
    case EVENT_RELEASE:
        if (!(effect->flags & EFFECT_UNDOES))
            lower_event(lower, EVENT_RELEASE, effect->family, place, 0, call->node);
        break;
    case EVENT_GROW: grow(lower, call, effect, place); break;
    case EVENT_SHRINK:
        lower_event(lower, EVENT_SHRINK, effect->detail, place, 0, call->node);
        break;
    case EVENT_BOUND: {
        bool holds = effect->operand == OPERAND_RESULT ? is_told_a_size(lower, call)
                                                       : is_compared(lower->tree, call->node);
        if (holds && unit_place(lower->unit, place)->kind != PLACE_ELEMENT)
            lower_event(lower, EVENT_BOUND, 0, place, 0, call->node);
        break;
    }
    case EVENT_CAPTURE: keep(lower, call, effect); break;
    default: break;  // USE speaks of all arguments, see pass_arguments
    }
}

static bool has_effect_on(const Call *call, const Argument *argument)
{
    for (uint32_t i = 0; i < call->effects.len; i++) {
        const Effect *effect = &call->effects.at[i];
        if (effect->operand <= 0) continue;
        const Argument *meant = effect->event == EVENT_CAPTURE ? callback(call, effect->operand)
                                                               : positional(call, effect->operand);
        if (meant == argument) return true;
    }
    return false;
}

static bool has_event(const Call *call, EventKind event, int operand)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event == event &&
            (operand > OPERAND_SELF || call->effects.at[i].operand == operand))
            return true;
    return false;
}

static void pass_arguments(Lower *lower, const Call *call)
{
    bool only_reads = has_event(call, EVENT_USE, 1);
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Argument *argument = &call->arguments[i];
        bool is_element = unit_place(lower->unit, argument->place)->kind == PLACE_ELEMENT;
        if (!argument->place) continue;
        if (only_reads || is_element)
            lower_event(lower, EVENT_USE, 0, argument->place, 0, argument->node);
        else if (!has_effect_on(call, argument))
            lower_event(lower, EVENT_ESCAPE, 0, argument->place, 0, argument->node);
    }
}

static bool is_changed(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].operand == OPERAND_SELF && call->effects.at[i].event != EVENT_USE)
            return true;
    return false;
}

static void use_receiver(Lower *lower, const Call *call)
{
    const Binding *binding =
        unit_binding(lower->unit, unit_root_binding(lower->unit, call->receiver_place));
    bool is_thing = binding->kind == BINDING_IMPORT || binding->kind == BINDING_UNDEFINED;
    bool is_self = py_self_class(lower->unit, tree_node(lower->tree, call->receiver)->binding) != 0;
    if (!is_changed(call) && !is_thing && !is_self)
        lower_event(lower, EVENT_USE, 0, call->receiver_place, 0, call->receiver);
}

static bool never_returns(const Call *call)
{
    return call->effects.len && (call->effects.at->flags & EFFECT_NO_RETURN);
}

static Call read_call(Lower *lower, NodeId node)
{
    NodeId function = py_unparenthesized(lower->tree, py_call_function(lower->tree, node));
    Call call = {.node = node, .function = lower->function, .block = lower->current};
    call.callee = callee_of(lower, function);
    call.target = target_of(lower, function, call.callee);
    if (tree_kind(lower->tree, function) == PY_ATTRIBUTE)
        call.receiver = py_unparenthesized(lower->tree, tree_first(lower->tree, function));
    if (call.receiver) call.receiver_place = lower_tracked(lower, call.receiver);
    call.result = lower_destination(lower, node);
    call.effects = effects_of(lower, &call, function);
    read_arguments(lower, &call);
    return call;
}

static bool opens(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++) {
        const Effect *effect = &call->effects.at[i];
        if (effect->event == EVENT_ACQUIRE && effect->family != FAMILY_CONTAINER &&
            effect->family != FAMILY_LARGE)
            return true;
    }
    return false;
}

// What is opened inside a tuple, list ... goes where that goes.
static void pass_opened(Lower *lower, const Call *call)
{
    if (!call->effects.len || !opens(call) || unit_place(lower->unit, call->result)->kind != PLACE_RESULT) return;
    lower_use_result(lower, call->node, call->result);
}

void lower_call(Lower *lower, NodeId node)
{
    Call call = read_call(lower, node);
    uint32_t index = lower->unit->calls.len;
    *array_push(lower->arena, &lower->unit->calls) = call;
    lower->unit->call_of_node[node] = index;
    lower->resolver->tree->nodes[node].type =
        resolver_type(lower->resolver, py_value_type(lower->unit, node));
    if (call.receiver) use_receiver(lower, &call);
    pass_arguments(lower, &call);
    lower_event(lower, EVENT_CALL, index, 0, 0, node);
    for (uint32_t i = 0; i < call.effects.len; i++) apply(lower, &call, &call.effects.at[i]);
    pass_opened(lower, &call);
    if (never_returns(&call)) lower_raise(lower);
}

// --- with ----------------------------------------------------------------------------------------------------------

PlaceId lower_managed(Lower *lower, NodeId item)
{
    const Tree *tree = lower->tree;
    NodeId value = py_unparenthesized(tree, part(lower, item, ROLE_VALUE)), name = 0;
    if (tree_kind(tree, value) == PY_AS_PATTERN) {
        name = tree_first(tree, part(lower, value, ROLE_ALIAS));
        value = py_unparenthesized(tree, part(lower, value, ROLE_VALUE));
    }
    const Call *call = unit_call(lower->unit, value);
    if (call && opens(call)) return call->result;
    if (call && str_is(call->callee, "contextlib.closing") && call->argument_count)
        return call->arguments[0].place;
    bool is_choice = tree_kind(tree, value) == PY_CONDITIONAL || tree_kind(tree, value) == PY_BOOLEAN;
    PlaceId place = call ? 0 : lower_tracked(lower, is_choice && name ? name : value);
    bool is_file = str_starts(lower_type(lower, value), STR("io."));
    return is_file || unit_place(lower->unit, place)->kind == PLACE_LOCAL ? place : 0;
}
