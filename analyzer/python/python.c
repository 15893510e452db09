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
    py_scope_read(arena, unit, tree);
    PyResolver resolver;
    resolver_open(&resolver, arena, unit, tree);
    resolver_run(&resolver);
    py_class_read(&resolver);
    py_lower_unit(&resolver);
}
