#include "model/startup.h"

#include "base/str.h"

// Words in a function's name that say: called a fixed number of times.
static const char *const setup_words[] = {"register", "init",   "initialize", "setup",   "install", "configure", "config",
                                          "declare",  "define", "main",       "load",    "import",  "subscribe", "connect",
                                          "add",      "enable", "plugin",     "hook",    "patch",   "option",    "options",
                                          "bind",     "mount",  "populate",   "include", "constructor", "decorator", "decorate", NULL};

static const char *const class_hooks[] = {"__init_subclass__", "__set_name__", "__new__", "__class_getitem__",
                                          "__prepare__",       "__init__",     NULL};

static bool is_setup_word(Str word)
{
    char lower[16];
    if (word.len >= sizeof lower) return false;
    for (size_t i = 0; i < word.len; i++) lower[i] = (char)(word.at[i] | 0x20);
    return str_is_any((Str){lower, word.len}, setup_words);
}

static bool has_setup_name(const Unit *unit, const Function *function)
{
    if (unit->language == LANG_PYTHON && str_is_any(function->name, class_hooks)) return true;
    Str rest = function->name, word;
    while (str_take_word(&rest, &word))
        if (is_setup_word(word)) return true;
    return false;
}

// `self.m()` is no use of the name m: the calls say where methods are called.
static bool is_called_by_functions(const Unit *unit, FunctionId id)
{
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (unit->calls.at[i].target == id && unit->calls.at[i].function != TOP_LEVEL) return true;
    return false;
}

// A function whose name is gone (`del helper` at module level) can't be called later either.
static bool is_named_by_top_level_only(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    if (!function->binding || unit->language != LANG_PYTHON) return false;
    bool is_deleted = false;
    for_each_reference(unit, function->binding, reference)
    {
        bool is_definition = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_DECLARED;
        if (reference->function != TOP_LEVEL) return false;
        if (reference->kind == REFERENCE_DELETE) is_deleted = true;
        if (!is_definition && reference->kind != REFERENCE_CALLED && reference->kind != REFERENCE_DELETE) return false;
    }
    return function->call_count > 0 || is_deleted;
}

bool function_is_setup_by_name(const Unit *unit, FunctionId id)
{
    for (; id > TOP_LEVEL; id = unit_function(unit, id)->parent)
        if (has_setup_name(unit, unit_function(unit, id))) return true;
    return false;
}

bool function_is_startup(const Unit *unit, FunctionId id)
{
    if (id == TOP_LEVEL || function_is_setup_by_name(unit, id)) return true;
    return is_named_by_top_level_only(unit, id) && !(unit_function(unit, id)->class && is_called_by_functions(unit, id));
}

bool function_may_be_startup(const Unit *unit, FunctionId id)
{
    return id == TOP_LEVEL || function_is_setup_by_name(unit, id) || is_named_by_top_level_only(unit, id);
}
