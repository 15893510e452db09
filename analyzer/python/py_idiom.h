// Idioms of Python that several rules look for: decorators, what instances are made of, handlers, variables that are let go.
// Nothing here allocates; nothing here looks at other files.
#pragma once

#include "python/py_class.h"

// --- expressions -------------------------------------------------------------------------------------------------
// Is the node a call of what is known by that qualified name, or by one of them?
bool py_calls(const Unit *unit, NodeId node, const char *qualified);
bool py_calls_any(const Unit *unit, NodeId node, const char *const *qualified);
// "b" of the attribute a.b; "m" of the call x.m(...), empty for other calls.
Str py_attribute_name(const Tree *tree, NodeId attribute);
Str py_method_name(const Tree *tree, NodeId call);
// The last operand of `parent or self`, the value itself when it is none: whatever else, it is meant to be that one where there is no other.
NodeId py_last_choice(const Tree *tree, NodeId value);

// --- decorators --------------------------------------------------------------------------------------------------
// The PY_DECORATOR of a definition whose name, called or not, resolves to one of the names; 0 = none.
NodeId py_decorator_named(const Unit *unit, NodeId definition, const char *const *names);
// The qualified name of `@name` and `@name(...)`.
Str py_decorator_name(const Unit *unit, NodeId decorator);
// The PY_CALL of `@name(...)`, 0 for `@name`.
NodeId py_decorator_call(const Tree *tree, NodeId decorator);
// Does the decorator of that name keep what a function returns: functools.cache, lru_cache, or one that the configuration names?
bool py_is_cache(const Unit *unit, Str qualified);
// The decorator that makes a cache of what a function returns, 0 = none.
NodeId py_cache_decorator(const Unit *unit, NodeId function);
// Is the keyword argument there, and of this kind (PY_TRUE, PY_NONE ...)?
bool py_keyword_is(const Tree *tree, NodeId call, const char *keyword, PyKind kind);

// --- classes -----------------------------------------------------------------------------------------------------
// The base that follows `base` in the class's list, the first for 0; keyword arguments are left out. 0 at the end.
NodeId py_next_base(const Tree *tree, NodeId class_node, NodeId base);
// The qualified name of a base without its [parameters].
Str py_base_name(const Unit *unit, NodeId base);
// The class of this file of which the expression is an instance: self, or a variable or constructor call of that type. Else
// 0.
ClassId py_instance_class(const Unit *unit, NodeId expression);
// The plain method that `x.m` binds to x: no static or class method, no property, no decorator. Else 0.
FunctionId py_bound_method(const Unit *unit, NodeId attribute);
// The function that the class's own body defines by that name, else 0.
FunctionId py_class_method(const Unit *unit, ClassId class, const char *name);
// Is the name written as classes are, with a capital in front?
bool py_is_capitalised(Str name);
// The method in whose code, or in a function nested in it, the function's code stands; TOP_LEVEL or 0 = none.
FunctionId py_method_around(const Unit *unit, FunctionId function);
// Is it, or does it derive from, something called ...Error, ...Exception or ...Warning?
bool py_is_exception_class(const Unit *unit, ClassId class);
// Has it a metaclass that may do anything with it: other than abc.ABCMeta?
bool py_has_strange_metaclass(const Unit *unit, ClassId class);
// Where the class itself declares its slots: the assignment's value or the dataclass decorator; 0 = it does not.
NodeId py_class_slots(const Unit *unit, ClassId class);
// Have instances certainly none of this slot ("__dict__" or "__weakref__")? False when a base is not known.
bool py_class_lacks(const Unit *unit, ClassId class, const char *slot);
// The call that makes instances in a loop, over something that is no short literal, and keeps them in a container; 0 = none
// in this file.
NodeId py_made_in_bulk(const Unit *unit, ClassId class);

// --- variables ---------------------------------------------------------------------------------------------------
// The value of the only assignment to a variable, 0 when there are others or none.
NodeId py_only_value(const Unit *unit, BindingId binding);
// The value behind a variable that is set once and used once; else the value itself.
NodeId py_value_behind(const Unit *unit, NodeId value);
// Is the variable returned, or stored under another name or in something?
bool py_is_handed_on(const Unit *unit, BindingId binding);
// The first identifier below `node` that means the binding, else 0.
NodeId py_mention(const Unit *unit, NodeId node, BindingId binding);
// Is the variable deleted, or set to None, behind the place?
bool py_is_let_go(const Unit *unit, BindingId binding, NodeId behind);

// The target of the assignment that stores the value, directly or in a tuple: `self.a` for e in `self.a = None, e`. 0 = not
// stored.
NodeId py_stored_in(const Tree *tree, NodeId value);
// The receiver of keeper.append(argument), add, put ...: what the argument is put into. 0 = it is not.
NodeId py_added_to(const Tree *tree, NodeId argument);

// --- statements --------------------------------------------------------------------------------------------------
// The identifier e of `except ... as e`, else 0.
NodeId py_handler_name(const Tree *tree, NodeId handler);
// Does the handler take the traceback off its exception, or empty the frames: with_traceback(None), `e.__traceback__ =
// None`, clear_frames?
bool py_strips_traceback(const Unit *unit, NodeId handler);
// for_each_use_within(unit, ancestor, binding, node) { ... }: the identifiers of the binding inside `ancestor`, itself included. What a binding
// is used for in one clause takes as long as the clause, not as all of the binding's references.
#define for_each_use_within(unit, ancestor, binding, node) \
    for (NodeId node = py_use_within(unit, ancestor, binding, ancestor); node; node = py_use_within(unit, ancestor, binding, node + 1))
// The first identifier of the binding inside `ancestor` from the node on, 0 = none.
NodeId py_use_within(const Unit *unit, NodeId ancestor, BindingId binding, NodeId from);
// The `except` clause of the node's own function around it, else 0.
NodeId py_handler_around(const Unit *unit, NodeId node);
// Does the statement right behind the one that contains the node leave the function: return or raise?
bool py_leaves_next(const Tree *tree, NodeId node);
// Does the file import one of the packages, or something of it?
bool py_imports(const Unit *unit, const char *const *packages);
// Is the file no part of the product: tests, benchmarks, examples, scripts, set-up?
bool py_is_aside(const Unit *unit);

// --- tasks -------------------------------------------------------------------------------------------------------
// Does the call start a task that asyncio itself holds only weakly: asyncio.create_task, ensure_future, loop.create_task?
// Not a TaskGroup's.
bool py_starts_task(const Unit *unit, NodeId call);
// Is the expression known to be an executor of concurrent.futures?
bool py_is_executor(const Unit *unit, NodeId expression);
// Is the call one of Executor.map, Pool.map, starmap ..., which take their whole input before they give a result?
bool py_takes_input_whole(const Unit *unit, NodeId call);
