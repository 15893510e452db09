#include "model/summary.h"

#include "base/str.h"
#include "model/belief.h"

#include <stdlib.h>

// --- ranges ----------------------------------------------------------------------------------------------------
static bool is_empty(Range range)
{
    return range.low > range.high || (range.low == range.high && range.has_except && range.except == range.low);
}

// Takes one number out. There is room for one in the middle: 0 stays, which is asked for most.
static void take_out(Range *range, int32_t number)
{
    if (range->low == number && number < INT32_MAX) range->low++;
    else if (range->high == number && number > INT32_MIN) range->high--;
    else if (number > range->low && number < range->high && !(range->has_except && range->except == 0)) {
        range->except = number;
        range->has_except = true;
    }
}

// A number left out that lies outside anyway is none.
static void tidy(Range *range)
{
    if (!range->has_except) return;
    if (range->except == range->low && range->low < range->high) range->low++;
    else if (range->except == range->high && range->low < range->high) range->high--;
    else if (range->except > range->low && range->except < range->high) return;
    else if (range->low == range->high && range->except == range->low) return;
    range->except = 0;
    range->has_except = false;
}

static Test opposite(Test test)
{
    switch (test) {
    case TEST_TRUE: return TEST_FALSE;
    case TEST_FALSE: return TEST_TRUE;
    case TEST_COMPARE: return TEST_COMPARE;
    case TEST_EQUAL: return TEST_UNEQUAL;
    case TEST_UNEQUAL: return TEST_EQUAL;
    case TEST_LESS: return TEST_AT_LEAST;
    case TEST_AT_MOST: return TEST_MORE;
    case TEST_MORE: return TEST_AT_MOST;
    case TEST_AT_LEAST: return TEST_LESS;
    }
    return TEST_COMPARE;
}

static void at_most(Range *range, int32_t number) { if (range->high > number) range->high = number; }
static void at_least(Range *range, int32_t number) { if (range->low < number) range->low = number; }

bool range_narrow(Range *narrowed, Test test, int32_t number, bool holds)
{
    Range copy = *narrowed, *range = &copy;
    if (test == TEST_TRUE || test == TEST_FALSE) number = 0;
    switch (holds ? test : opposite(test)) {
    case TEST_COMPARE: return true;
    case TEST_FALSE:
    case TEST_EQUAL:
        at_least(range, number);
        at_most(range, number);
        break;
    case TEST_TRUE:
    case TEST_UNEQUAL:
        if (range->low == range->high && range->low == number) return false;
        take_out(range, number);
        break;
    case TEST_LESS:
        if (number == INT32_MIN) return false;
        at_most(range, number - 1);
        break;
    case TEST_AT_MOST: at_most(range, number); break;
    case TEST_MORE:
        if (number == INT32_MAX) return false;
        at_least(range, number + 1);
        break;
    case TEST_AT_LEAST: at_least(range, number); break;
    }
    if (is_empty(copy)) return false;
    tidy(&copy);
    *narrowed = copy;
    return true;
}

static bool has(Range range, int32_t number)
{
    return number >= range.low && number <= range.high && !(range.has_except && range.except == number);
}

Range range_join(Range a, Range b)
{
    Range joined = {a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high, 0, false};
    if (a.has_except && !has(b, a.except)) take_out(&joined, a.except);
    else if (b.has_except && !has(a, b.except)) take_out(&joined, b.except);
    else if (joined.low < 0 && joined.high > 0 && !has(a, 0) && !has(b, 0)) take_out(&joined, 0);
    return joined;
}

bool range_is_apart(Range a, Range b)
{
    if (a.high < b.low || b.high < a.low) return true;
    if (a.low == a.high) return !has(b, a.low);
    return b.low == b.high && !has(a, b.low);
}

// --- the tables ------------------------------------------------------------------------------------------------
static Range range_of_success(Success success)
{
    switch (success) {
    case SUCCESS_ALWAYS: return range_all();
    case SUCCESS_NOT_NULL: return (Range){INT32_MIN, INT32_MAX, 0, true};
    case SUCCESS_ZERO: return range_of(0);
    case SUCCESS_NOT_NEGATIVE: return (Range){0, INT32_MAX, 0, false};
    case SUCCESS_NOT_MINUS_ONE: return (Range){INT32_MIN, INT32_MAX, -1, true};
    case SUCCESS_POSITIVE: return (Range){1, INT32_MAX, 0, false};
    }
    return range_all();
}

static Passing passing_of(char letter, uint8_t family)
{
    switch (letter) {
    case '-': return (Passing){.how = HANDOVER_BORROWED, .family = 0};
    case '!': return (Passing){.how = HANDOVER_RELEASED, .family = family};
    case '=': return (Passing){.how = HANDOVER_KEPT, .family = 0};
    case '>': return (Passing){.how = HANDOVER_FILLED, .family = family};
    case '+': return (Passing){.how = HANDOVER_REFILLED, .family = family};
    case '~': return (Passing){.how = HANDOVER_RELEASED_IN, .family = family};
    case '@': return (Passing){.how = HANDOVER_MOVED, .family = family};
    case 'x': return (Passing){.how = HANDOVER_BORROWED, .empties = true};
    case 'N':
    case 'c':
    case 'o': return (Passing){.how = HANDOVER_BORROWED, .family = 0};
    default: return (Passing){0};
    }
}

static bool is_null(const Unit *unit, const Call *call, uint32_t number)
{
    if (number > call->argument_count) return false;
    const Place *place = unit_place(unit, call->arguments[number - 1].place);
    return place->kind == PLACE_CONSTANT && place->value == 0;
}

// The arguments behind a format (Py_BuildValue, json_pack): what stands under the letter `kept` is kept, all else borrowed. Of another
// format than a literal nothing is known.
static void take_by_format(const Unit *unit, const Call *call, uint32_t format, char kept, Passing *arguments)
{
    Str text = call && format <= call->argument_count ? tree_text(unit->tree, call->arguments[format - 1].node) : (Str){0};
    bool is_literal = text.len > 1 && text.at[0] == '"' && str_find_char(str_from_byte(text, 1), '"') == text.len - 2;
    for (uint32_t i = format + 1; i <= SUMMARY_ARGUMENTS; i++) arguments[i].how = is_literal ? HANDOVER_BORROWED : HANDOVER_UNKNOWN;
    uint32_t argument = format;
    for (size_t i = 1; is_literal && i + 1 < text.len; i++) {
        if (str_contains(STR("()[]{},: \t?*!"), str_slice(text, i, i + 1))) continue;
        argument++;  // "s#", "O&", "s%" and "s+" take one more
        bool is_kept = text.at[i] == kept;
        if (is_kept) arguments[argument < SUMMARY_ARGUMENTS ? argument : SUMMARY_ARGUMENTS].how = HANDOVER_KEPT;
    }
}

// Does the argument point to something that has pointers in it, perhaps?
static bool leads_to_pointers(const Unit *unit, const Call *call, uint32_t number)
{
    NodeId node = call && number <= call->argument_count ? call->arguments[number - 1].node : 0;
    const Type *type = unit_type(unit, tree_node(unit->tree, node)->type);
    while (unit_type(unit, type->target)->kind == TYPE_VOID && tree_first(unit->tree, node)) {  // behind casts
        node = tree_first(unit->tree, node);
        type = unit_type(unit, tree_node(unit->tree, node)->type);
    }
    TypeKind target = unit_type(unit, type->target)->kind;
    return type->kind == TYPE_POINTER && (target == TYPE_RECORD || target == TYPE_POINTER);
}

// A project's function of that name need not be the one of the table: a block is no number.
static bool can_be(const Unit *unit, const Call *call, uint8_t family)
{
    TypeKind kind = unit_type(unit, tree_node(unit->tree, call->node)->type)->kind;
    return family != FAMILY_MEMORY || kind == TYPE_POINTER || kind == TYPE_UNKNOWN;
}

// `call` is NULL for the function itself.
static Summary from_row(const Unit *unit, const Call *call, const Ownership *row)
{
    Summary summary = {.is_known = true, .family = row->gives, .success = range_of_success((Success)row->success), .value = range_all()};
    bool gives = row->gives && (!row->passes_on || (call && is_null(unit, call, row->passes_on))) && (!call || can_be(unit, call, row->gives));
    summary.result = gives ? RESULT_FRESH : row->passes_on ? RESULT_ARGUMENT : RESULT_BORROWED;
    summary.argument = row->passes_on;
    if (gives && row->success == SUCCESS_ALWAYS && row->gives == FAMILY_MEMORY) summary.value = range_of_success(SUCCESS_NOT_NULL);
    const char *letter = row->takes;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS && *letter; i++) {
        summary.arguments[i] = passing_of(*letter, row->family);
        if (*letter == 'c') summary.arguments[i].opens = leads_to_pointers(unit, call, i);
        if (*letter == 'N' || *letter == 'o') {
            take_by_format(unit, call, i, *letter, summary.arguments);
            break;
        }
        if (letter[1]) letter++;
    }
    return summary;
}

// A function that the other table only names: it keeps none of the arguments that it does not speak of.
static Summary from_effects(const Call *call)
{
    Summary summary = {.is_known = true, .result = RESULT_UNKNOWN, .success = range_all(), .value = range_all()};
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++) summary.arguments[i].how = HANDOVER_BORROWED;
    for (uint32_t i = 0; i < call->effects.len; i++) {
        const Effect *effect = &call->effects.at[i];
        if (effect->flags & EFFECT_NO_RETURN) summary.never_returns = true;
        if (effect->event == EVENT_CALL) continue;
        for (uint32_t argument = 1; argument <= SUMMARY_ARGUMENTS; argument++) summary.arguments[argument].how = HANDOVER_UNKNOWN;
    }
    return summary;
}

static BindingId binding_of_callee(const Unit *unit, const Call *call)
{
    NodeId callee = tree_first(unit->tree, call->node);
    while (callee && !tree_node(unit->tree, callee)->binding) callee = tree_first(unit->tree, callee);
    return callee ? tree_node(unit->tree, callee)->binding : 0;
}

// Called without a prototype in sight: "int ()".
static bool is_undeclared(const Unit *unit, const Call *call)
{
    Str type = unit_type(unit, unit_binding(unit, binding_of_callee(unit, call))->type)->name;
    return call->callee.len && !call->target && str_is(type, "int ()");
}

// The number of named parameters of a callee that takes more ("..."); UINT32_MAX when it does not.
static uint32_t named_parameters(const Unit *unit, const Call *call)
{
    Str type = unit_type(unit, unit_binding(unit, binding_of_callee(unit, call))->type)->name;
    if (!str_ends(type, STR("...)"))) return UINT32_MAX;
    uint32_t count = 0, depth = 0;
    for (size_t i = 0; i < type.len; i++) {
        depth += type.at[i] == '(';
        depth -= type.at[i] == ')';
        count += type.at[i] == ',' && depth == 1;
    }
    return count;
}

// Does the name say that the function only looks? `const` alone does not: registries and lists take const data and keep it.
static bool only_looks(Str callee)
{
    static const char *const words[] = {"log", "print", "cmp", "compare", "equal", "len", "find", "lookup", "search", "parse", "match", "warn",
                                        "error", "debug", "trace", "hash", "stat", "exist", "open", "write", "send", "puts", "read", "valid", "check"};
    char lower[64];
    size_t len = callee.len < sizeof lower ? callee.len : sizeof lower;
    for (size_t i = 0; i < len; i++) lower[i] = (char)(callee.at[i] >= 'A' && callee.at[i] <= 'Z' ? callee.at[i] | 0x20 : callee.at[i]);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains((Str){lower, len}, str_from(words[i]))) return true;
    return false;
}

// The allocators of a project, of which this file sees the prototype only: pool_malloc, uv__strdup, mosquitto_free(void *). What they give
// is held to be a block when the same function gives it back somewhere (see Resource.is_believed).
static void believe_name(const Unit *unit, const Call *call, Summary *summary)
{
    static const char *const makers[] = {"malloc", "calloc", "zalloc", "strdup", "strndup", "memdup", NULL};
    const Type *result = unit_type(unit, tree_node(unit->tree, call->node)->type);
    for (const char *const *maker = makers; *maker && result->kind == TYPE_POINTER; maker++) {
        if (!str_ends(call->callee, str_from(*maker))) continue;
        *summary = (Summary){.result = RESULT_FRESH, .family = FAMILY_MEMORY, .is_believed = true, .value = range_all(),
                             .success = range_of_success(SUCCESS_NOT_NULL)};
        for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++) summary->arguments[i].how = HANDOVER_BORROWED;
    }
    if (str_ends(call->callee, STR("realloc")) && call->argument_count == 2 && result->kind == TYPE_POINTER) {
        *summary = (Summary){.result = RESULT_FRESH, .family = FAMILY_MEMORY, .is_believed = true, .value = range_all(),
                             .success = range_of_success(SUCCESS_NOT_NULL)};
        summary->arguments[1] = (Passing){.how = HANDOVER_MOVED};
    }
    if (!str_ends(call->callee, STR("free")) || call->argument_count != 1) return;
    const Type *type = unit_type(unit, tree_node(unit->tree, call->arguments[0].node)->type);
    bool takes_any = type->kind == TYPE_POINTER && unit_type(unit, type->target)->kind == TYPE_VOID;
    if (takes_any) summary->arguments[1] = (Passing){.how = HANDOVER_RELEASED, .family = FAMILY_NONE};
}

// What the prototype says of an unknown callee: what it takes as "..." is only looked at, and so is const data when the name says so too.
static Summary from_prototype(const Unit *unit, const Call *call)
{
    Summary summary = {.success = range_all(), .value = range_all()};
    uint32_t named = call->callee.len ? named_parameters(unit, call) : UINT32_MAX;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (i > named) summary.arguments[i].how = HANDOVER_BORROWED;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS && i <= call->argument_count; i++) {
        const Type *type = unit_type(unit, tree_node(unit->tree, call->arguments[i - 1].node)->type);
        if (only_looks(call->callee) && type->kind == TYPE_POINTER && unit_type(unit, type->target)->is_const) summary.arguments[i].how = HANDOVER_BORROWED;
    }
    if (call->callee.len) believe_name(unit, call, &summary);
    return summary;
}

static Range constant_of(const Unit *unit, PlaceId id)
{
    const Place *place = unit_place(unit, id);
    if (place->kind != PLACE_GLOBAL && place->kind != PLACE_LOCAL) return range_all();
    const Binding *binding = unit_binding(unit, place->binding);
    if (unit_type(unit, binding->type)->kind == TYPE_ARRAY) return range_of_success(SUCCESS_NOT_NULL);  // its address
    if (place->kind == PLACE_LOCAL) return range_all();
    if (!binding->has_value) return range_all();
    bool is_const = unit_type(unit, binding->type)->is_const;
    bool is_ours = binding->kind == BINDING_STATIC || binding->is_private;
    if (!is_const && !is_ours) return range_all();
    uint32_t writes = 0;
    for_each_reference(unit, place->binding, reference)
    {
        if (reference->kind == REFERENCE_ADDRESS) return range_all();
        writes += reference->kind == REFERENCE_UPDATE || (reference->kind == REFERENCE_WRITE && reference->node != binding->declared);
    }
    return writes ? range_all() : range_of(binding->value);
}

// Python's calls say what they do in events.
static Summaries summaries_of_objects(Arena *arena, const Unit *unit)
{
    Summaries summaries = {.unit = unit};
    summaries.of_function = arena_array(arena, Summary, unit->functions.len + 1);
    summaries.of_library = arena_array(arena, Summary, unit->calls.len + 1);
    summaries.constants = arena_array(arena, Range, unit->places.list.len + 1);
    summaries.constant_count = unit->places.list.len;
    for (PlaceId place = 0; place < unit->places.list.len; place++) summaries.constants[place] = range_all();
    return summaries;
}

static int by_function(const void *a, const void *b) { return str_compare(((const Contract *)a)->function, ((const Contract *)b)->function); }

Contract contract_copy(Arena *arena, const Contract *contract)
{
    Contract copy = {arena_copy(arena, contract->function), contract->summary};
    MemberPassing *members = arena_array(arena, MemberPassing, contract->summary.member_count);
    for (uint32_t i = 0; i < contract->summary.member_count; i++) {
        members[i] = contract->summary.members[i];
        members[i].path = arena_copy(arena, members[i].path);
    }
    copy.summary.members = members;
    return copy;
}

void contracts_sort(Contracts *contracts)
{
    if (contracts->len) qsort(contracts->at, contracts->len, sizeof *contracts->at, by_function);
}

const Summary *contracts_find(const Contracts *contracts, Str function)
{
    Contract wanted = {.function = function};
    if (!contracts || !contracts->len || !function.len) return NULL;
    const Contract *found = bsearch(&wanted, contracts->at, contracts->len, sizeof wanted, by_function);
    return found ? &found->summary : NULL;
}

// What its body says goes before what the prototype lets one guess.
static Summary from_contract(const Summary *known, Summary guess)
{
    Summary summary = *known;
    if (known->is_believed) {
        belief_apply(known, &guess);
        return guess;
    }
    summary.is_read = true;
    if (summary.result == RESULT_UNKNOWN && guess.is_believed) return guess;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary.arguments[i].how == HANDOVER_UNKNOWN) summary.arguments[i] = guess.arguments[i];
    return summary;
}

// What the function's declaration says goes before what is known otherwise; of what it does not say the rest stands.
static void heed_declaration(const Unit *unit, const Call *call, BindingId function, Summary *summary)
{
    Str owns = unit_binding(unit, function)->owns, wrong;
    Ownership row;
    OwnershipLetters letters;
    if (!owns.len || !ownership_read(owns, &row, letters, &wrong)) return;
    Summary declared = from_row(unit, call, &row);
    bool gives = (row.gives || row.passes_on) && (!row.is_believed || summary->result == RESULT_UNKNOWN);
    if (gives) {
        summary->result = declared.result;
        summary->family = declared.family;
        summary->argument = declared.argument;
        summary->is_believed = row.is_believed;
    }
    if (row.gives || declared.arguments[1].how) summary->success = declared.success;
    if (row.is_never_null) summary->value = range_of_success(SUCCESS_NOT_NULL);
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (declared.arguments[i].how != HANDOVER_UNKNOWN) summary->arguments[i] = declared.arguments[i];
    summary->is_known = true;
}

Str summary_declared_release(const Unit *unit, const Call *call)
{
    Releaser releaser = ownership_releaser(unit_binding(unit, binding_of_callee(unit, call))->owns);
    return releaser.argument == 1 ? releaser.name : (Str){0};
}

void summary_heed_declaration(const Unit *unit, BindingId function, Summary *summary) { heed_declaration(unit, NULL, function, summary); }

void summary_heed_tables(const Unit *unit, FunctionId id, Summary *summary)
{
    const Function *function = unit_function(unit, id);
    const Ownership *row = function->flags & FUNCTION_EXPORTED ? knowledge_ownership(unit->knowledge, function->name) : NULL;
    if (!row) return;
    Summary known = from_row(unit, NULL, row);
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (summary->arguments[i].how == HANDOVER_UNKNOWN) summary->arguments[i] = known.arguments[i];
    if (summary->result != RESULT_UNKNOWN) return;
    summary->result = known.result;
    summary->family = known.family;
    summary->argument = known.argument;
    summary->success = known.success;
}

// A lock on a file is held as long as the descriptor is open.
static bool holds_lock(const Unit *unit, const Call *call)
{
    if (str_is(call->callee, "flock") || str_is(call->callee, "lockf")) return true;
    if (!str_is(call->callee, "fcntl") || call->argument_count < 2) return false;
    Str command = tree_text(unit->tree, call->arguments[1].node);
    return str_contains(command, STR("SETLK"));
}

// syscall(SYS_close, fd): the call that it makes.
static const Ownership *row_of_number(const Unit *unit, const Call *call)
{
    if (!str_is(call->callee, "syscall") || call->argument_count != 2) return NULL;
    Str number = tree_text(unit->tree, call->arguments[0].node);
    return str_is(number, "SYS_close") || str_is(number, "__NR_close") ? knowledge_ownership(unit->knowledge, STR("close")) : NULL;
}

// A buffer that a stream of the whole program gets is in use until the program ends.
static bool is_buffer_for_good(const Unit *unit, const Call *call)
{
    if (!str_is(call->callee, "setvbuf") && !str_is(call->callee, "setbuf") && !str_is(call->callee, "setbuffer")) return false;
    return call->argument_count > 1 && unit_place(unit, call->arguments[0].place)->kind == PLACE_GLOBAL;
}

static Summary of_call(const Unit *unit, const Call *call, const Contracts *foreign)
{
    const Ownership *closing = row_of_number(unit, call);
    if (closing) {
        Summary summary = from_row(unit, NULL, closing);
        summary.arguments[2] = summary.arguments[1];
        summary.arguments[1] = (Passing){.how = HANDOVER_BORROWED};
        return summary;
    }
    const Ownership *row = call->target ? NULL : knowledge_ownership(unit->knowledge, call->callee);
    if (row && holds_lock(unit, call)) return (Summary){.is_known = true, .success = range_all(), .value = range_all()};
    if (row) {
        Summary known = from_row(unit, call, row);
        if (is_buffer_for_good(unit, call)) known.arguments[2].how = HANDOVER_KEPT;
        return known;
    }
    bool is_named_like = call->effects.len && str_ends(call->callee, STR("realloc"));  // through a pointer
    if (call->effects.len && !is_named_like) return from_effects(call);
    const Summary *known = call->target ? NULL : contracts_find(foreign, call->callee);
    Summary guess = from_prototype(unit, call), summary = known ? from_contract(known, guess) : guess;
    summary.is_undeclared = !known && is_undeclared(unit, call);
    if (call->callee.len) heed_declaration(unit, call, binding_of_callee(unit, call), &summary);
    return summary;
}

// What the file's own habits prove of functions of which nothing is known.
static void apply_beliefs(Arena *arena, Summaries *summaries)
{
    const Unit *unit = summaries->unit;
    Contracts beliefs = beliefs_of(arena, &summaries->habits);
    for (uint32_t i = 1; i < unit->calls.len && beliefs.len; i++) {
        const Call *call = &unit->calls.at[i];
        const Summary *believed = habit_is_about(unit, call) && !summaries->of_library[i].is_read ? contracts_find(&beliefs, call->callee) : NULL;
        if (believed) belief_apply(believed, &summaries->of_library[i]);
    }
}

Summaries summaries_open(Arena *arena, const Unit *unit, const Contracts *foreign)
{
    Summaries summaries = {.unit = unit};
    if (unit->language == LANG_PYTHON) return summaries_of_objects(arena, unit);
    summaries.of_function = arena_array(arena, Summary, unit->functions.len + 1);
    summaries.of_library = arena_array(arena, Summary, unit->calls.len + 1);
    summaries.constants = arena_array(arena, Range, unit->places.list.len + 1);
    summaries.constant_count = unit->places.list.len;
    for (FunctionId id = 0; id < unit->functions.len; id++) summaries.of_function[id].success = summaries.of_function[id].value = range_all();
    for (uint32_t i = 1; i < unit->calls.len; i++) summaries.of_library[i] = of_call(unit, &unit->calls.at[i], foreign);
    summaries.habits = habits_count(arena, unit);
    apply_beliefs(arena, &summaries);
    for (PlaceId place = 0; place < unit->places.list.len; place++) summaries.constants[place] = place ? constant_of(unit, place) : range_all();
    return summaries;
}

// A wrapper in a header whose body goes through a pointer to a function (hi_malloc): its name says more.
static bool is_named_only(const Summaries *summaries, const Call *call, const Summary *guess)
{
    const Unit *unit = summaries->unit;
    const Summary *known = &summaries->of_function[call->target];
    if (tree_is_own(unit->tree, unit_function(unit, call->target)->node)) return false;
    if (guess->is_believed) return known->result == RESULT_UNKNOWN;
    return guess->arguments[1].how == HANDOVER_RELEASED && known->arguments[1].how == HANDOVER_UNKNOWN;
}

const Summary *summary_of_call(const Summaries *summaries, const Call *call)
{
    const Summary *guess = &summaries->of_library[call - summaries->unit->calls.at];
    bool is_known = call->target && summaries->of_function[call->target].is_known;
    return is_known && !is_named_only(summaries, call, guess) ? &summaries->of_function[call->target] : guess;
}

Passing summary_argument(const Summary *summary, uint32_t number)
{
    return summary->arguments[number <= SUMMARY_ARGUMENTS ? number : SUMMARY_ARGUMENTS];
}

// --- between files ---------------------------------------------------------------------------------------------
static bool same_range(Range a, Range b)
{
    return a.low == b.low && a.high == b.high && a.has_except == b.has_except && a.except == b.except;
}

static bool same_member(const MemberPassing *a, const MemberPassing *b)
{
    return a->argument == b->argument && a->how == b->how && a->family == b->family && str_equal(a->path, b->path);
}

bool summary_equal(const Summary *a, const Summary *b)
{
    if (a->member_count != b->member_count) return false;
    for (uint32_t i = 0; i < a->member_count; i++)
        if (!same_member(&a->members[i], &b->members[i])) return false;
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++)
        if (a->arguments[i].lists != b->arguments[i].lists || a->arguments[i].how != b->arguments[i].how || a->arguments[i].family != b->arguments[i].family ||
            a->arguments[i].opens != b->arguments[i].opens || a->arguments[i].is_ignored != b->arguments[i].is_ignored ||
            a->arguments[i].uses_target != b->arguments[i].uses_target) return false;
    return a->is_believed == b->is_believed && a->result == b->result && a->family == b->family && a->argument == b->argument && a->never_returns == b->never_returns &&
           same_range(a->success, b->success) && same_range(a->value, b->value);
}

bool summary_is_telling(const Summary *summary)
{
    Summary silent = {.success = range_all(), .value = range_all()};
    return summary->is_known && !summary_equal(summary, &silent);
}

// Of a header every function is seen by whoever includes it.
static bool is_seen(const Unit *unit, const Function *function)
{
    return function->flags & FUNCTION_EXPORTED || str_ends(unit->source->path, STR(".h"));
}

Contracts summaries_contracts(Arena *arena, const Summaries *summaries)
{
    Contracts contracts = {0};
    const Unit *unit = summaries->unit;
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
        const Function *function = unit_function(unit, id);
        if (function->name.len && is_seen(unit, function)) *array_push(arena, &contracts) = (Contract){function->name, summaries->of_function[id]};
    }
    contracts_sort(&contracts);
    return contracts;
}

static int by_text(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

Strs summaries_asks(Arena *arena, const Unit *unit)
{
    Strs asks = {0};
    Map seen = {0};
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (!habit_is_about(unit, call)) continue;
        uint32_t *is_seen_before = map_at(arena, &seen, call->callee);
        if (!*is_seen_before) *array_push(arena, &asks) = call->callee;
        *is_seen_before = 1;
    }
    if (asks.len) qsort(asks.at, asks.len, sizeof *asks.at, by_text);
    return asks;
}
