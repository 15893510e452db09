#include "python/python.h"

#include "base/str.h"
#include "python/py_class.h"
#include "python/py_lower.h"
#include "python/py_resolve.h"
#include "python/py_scope.h"
#include "python/py_tree.h"

// "package/module.py" -> "module"
static Str module_of(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    Str file = slash < path.len ? str_from_byte(path, slash + 1) : path;
    return str_slice(file, 0, str_find_last_char(file, '.'));
}

// No "docs": the examples on the pages of the rules run there.
static bool is_aside(const Unit *unit)
{
    static const char *const folders[] = {"test",       "tests", "testing", "benchmark",
                                          "benchmarks", "bench", "example", "examples",
                                          "scripts",    "tools", NULL};
    static const char *const files[] = {"conftest", "conf", "setup", "noxfile", "tests", NULL};
    Str rest = unit->source->path, part = {0};
    while (str_cut(&rest, '/', &part))
        if (rest.len && str_is_any(part, folders)) return true;
    return str_is_any(unit->module, files) || str_starts(unit->module, STR("test_")) ||
           str_ends(unit->module, STR("_test"));
}

void python_unit(PythonFront *front, Arena *arena, const Source *source, const Knowledge *knowledge,
                 Unit *unit)
{
    Tree *tree = py_tree_read(front, arena, source);
    *unit = (Unit){
        .tree = tree,
        .source = source,
        .language = LANG_PYTHON,
        .knowledge = knowledge,
        .module = module_of(source->path),
    };
    unit->is_aside = is_aside(unit);
    py_scope_read(arena, unit, tree);
    PyResolver resolver;
    resolver_open(&resolver, arena, unit, tree);
    resolver_run(&resolver);
    py_class_read(&resolver);
    py_lower_unit(&resolver);
}
