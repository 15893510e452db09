#include "python/python.h"

#include "base/filepath.h"
#include "base/str.h"
#include "python/py_class.h"
#include "python/py_lower.h"
#include "python/py_resolve.h"
#include "python/py_scope.h"
#include "python/py_tree.h"

// No "docs": the examples on the pages of the rules run there.
static bool is_aside(const Unit *unit)
{
    static const char *const folders[] = {"test",       "tests", "testing", "benchmark",
                                          "benchmarks", "bench", "example", "examples",
                                          "scripts",    "tools", NULL};
    static const char *const files[] = {"conftest", "conf", "setup", "noxfile", "tests", NULL};
    return filepath_has_folder(unit->source->path, folders) || str_is_any(unit->module, files) || str_starts(unit->module, STR("test_")) ||
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
        .module = filepath_stem(source->path),
    };
    unit->is_aside = is_aside(unit);
    py_scope_read(arena, unit, tree);
    PyResolver resolver;
    resolver_open(&resolver, arena, unit, tree);
    resolver_run(&resolver);
    py_class_read(&resolver);
    py_lower_unit(&resolver);
}
