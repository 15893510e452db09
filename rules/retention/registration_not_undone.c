// An object registers itself for events, its destructor frees it, and nothing in the file ever takes the registration back: the next event
// finds freed memory.
//
// The object is what a registration that is known keeps (timers, watches, signals of GLib and libevent, and the configuration's own), of a struct that
// some function of the file frees as its parameter. Silent as soon as anything in the file takes back registrations, whichever they are, and when the callback
// frees the object itself.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

static bool frees(const Unit *unit, const Call *call)
{
    const Ownership *row = knowledge_ownership(unit->knowledge, call->callee);
    bool is_memory = row && (row->family == FAMILY_MEMORY || row->family == FAMILY_G_MEMORY);
    return is_memory && row->takes[0] == '!' && call->argument_count == 1;
}

// The argument that is kept; 0 when the call keeps none, or for a thread or once only.
static uint32_t kept_argument(const Call *call)
{
    static const char *const others[] = {"pthread_create", "pthread_setspecific", "curl_multi_add_handle", "g_object_set_data", "g_idle_add", "g_idle_add_full", "event_base_once",
                                         "g_main_context_invoke", "g_main_context_invoke_full", "gdk_threads_add_idle_full", "dbus_pending_call_set_notify", "__cxa_atexit", "on_exit", NULL};
    if (str_is_any(call->callee, others) || str_contains(call->callee, STR("thread"))) return 0;
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_REGISTERS && call->effects.at[i].operand > 0) return (uint32_t)call->effects.at[i].operand;
    return 0;
}

static bool is_undoing(const Call *call)
{
    static const char *const words[] = {"remove", "unregister", "cancel", "disconnect", "unsubscribe", "detach", "_del", "_stop", "unref", "_clear", "_destroy", "event_free", "_unset"};
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].flags & EFFECT_UNDOES) return true;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!call->target && str_contains(call->callee, str_from(words[i]))) return true;
    return false;
}

static bool undoes_any(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (is_undoing(&unit->calls.at[i])) return true;
    return false;
}

// The function that frees its parameter, which points to that type; 0 when there is none.
static FunctionId destructor_of(const Unit *unit, TypeId type)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        BindingId object = frees(unit, call) ? c_reference(unit->tree, c_strip_casts(unit->tree, call->arguments[0].node)) : 0;
        const Binding *binding = unit_binding(unit, object);
        if (binding->kind == BINDING_PARAMETER && unit_type(unit, binding->type)->target == type) return call->function;
    }
    return 0;
}

// Is one of the functions that the call gets one that frees, or that calls the destructor?
static bool callback_frees(const Unit *unit, const Call *call, FunctionId destructor)
{
    for (uint32_t a = 0; a < call->argument_count; a++) {
        BindingId name = c_reference(unit->tree, c_strip_casts(unit->tree, call->arguments[a].node));
        FunctionId callback = unit_binding(unit, name)->kind == BINDING_FUNCTION ? unit_binding(unit, name)->names_function : 0;
        bool is_seen = unit_binding(unit, name)->kind != BINDING_FUNCTION || callback;
        if (!is_seen || callback == destructor) return callback == destructor || !is_seen;
        for (uint32_t i = 1; callback && i < unit->calls.len; i++)
            if (unit->calls.at[i].function == callback && (unit->calls.at[i].target == destructor || frees(unit, &unit->calls.at[i]))) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    uint32_t number = kept_argument(call);
    if (!number || number > call->argument_count || c_is_broken(check->tree, call->node)) return;
    BindingId object = c_reference(check->tree, c_strip_casts(check->tree, call->arguments[number - 1].node));
    const Type *type = unit_type(unit, unit_binding(unit, object)->type);
    if (!object || type->kind != TYPE_POINTER || unit_type(unit, type->target)->kind != TYPE_RECORD || undoes_any(unit)) return;
    FunctionId destructor = destructor_of(unit, type->target);
    if (!destructor || callback_frees(unit, call, destructor)) return;
    Str name = unit_binding(unit, object)->name, end = unit_function(unit, destructor)->name;
    Finding *finding = report(check, call->node, "'%.*s' still has '%.*s' after '%.*s' has freed it: nothing here takes the registration back", FMT(call->callee), FMT(name), FMT(end));
    also(check, finding, unit_function(unit, destructor)->node, "frees it and takes nothing back");
}

const Rule rule_registration_not_undone = {
    .id = "registration-not-undone",
    .summary = "object is freed while a timer, watch or signal still has it",
    .help = "keep what the registration gives, and take it back in the destructor (g_source_remove, g_signal_handler_disconnect, event_free ...)",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-416",
    .on_call = check,
};
