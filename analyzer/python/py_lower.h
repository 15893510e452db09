// Functions to graphs of events.
//
// Lowering is a machine with a stack of tasks, so that no depth of nesting is a depth of calls: a task is taken off the stack, may
// plan others, and what it planned is done next, in the order planned. py_control.c knows the statements, py_lower_expr.c the
// expressions, py_store.c assignments, py_lower_call.c the calls, py_place.c what an expression denotes.
#pragma once

#include "python/py_class.h"

typedef enum TaskKind {
    TASK_VISIT,         // a statement, or an expression for its value
    TASK_SEQUENCE,      // the node and its later siblings
    TASK_CONDITION,     // the node decides between blocks a (true) and b
    TASK_TEST,          // node is a condition without and, or, not, visited; it decides between a and b
    TASK_BRANCH,        // the current block leads to a (true) and b
    TASK_ENTER,         // go on in block a
    TASK_GOTO,          // the current block leads to a, code after it is reached some other way
    TASK_HANDLER,       // exceptions now go to block a
    TASK_ASSIGN,        // node (a target) = expression a, which is not visited yet
    TASK_STORE,         // node (a target) gets the value of expression a (0 = unknown), which was visited
    TASK_UPDATE,        // node is an augmented assignment, its right side was visited
    TASK_CALL,          // node is a call, its parts were visited
    TASK_ALTERNATIVES,  // node is the first elif or else that is left of an if that ends in a
    TASK_CASES,         // node is the first case that is left of a match that ends in a
    TASK_RETURN,        // node is a return statement, its value was visited
    TASK_RAISE,
    TASK_WITH,          // node is a with whose items were entered; a is the block of its exceptional end
    TASK_END_WITH,
    TASK_END_LOOP,
    TASK_ENTER_FINALLY,
    TASK_END_FINALLY,   // a follows
    TASK_END_NAME,      // the name node ends here
} TaskKind;

typedef struct Task {
    TaskKind kind;
    NodeId node;
    uint32_t a, b;
} Task;

typedef enum AroundKind {
    AROUND_LOOP,
    AROUND_WITH,
    AROUND_FINALLY,
    AROUND_CLOSED,  // a finally whose own block is being lowered
} AroundKind;

typedef enum Leaving {
    LEAVING_RETURN = 1 << 0,
    LEAVING_BREAK = 1 << 1,
    LEAVING_CONTINUE = 1 << 2,
} Leaving;

// What a return, break or continue passes on its way out.
typedef struct Around {
    AroundKind kind;
    NodeId node;
    BlockId first;     // LOOP: where continue goes; FINALLY: its block; WITH: the block of its exceptional end
    BlockId after;     // LOOP: where break goes
    BlockId handler;   // FINALLY, WITH: where exceptions went before
    uint32_t leaving;  // FINALLY: Leaving, which has to go on behind it
} Around;

// A variable of an enclosing function that a nested function uses.
typedef struct Captured {
    BindingId binding;
    uint32_t next;  // index into captured; 0 = last
} Captured;

typedef struct Lower {
    Arena *arena;
    Unit *unit;
    const Tree *tree;
    PyResolver *resolver;
    PlaceId *place_of_binding;   // 0 = not asked for yet
    uint32_t *first_captured;    // per function, index into captured
    ArrayOf(Captured) captured;  // [0] unused
    Map methods;                 // qualified name -> FunctionId
    // The function that is being lowered.
    FunctionId function;
    GraphBuilder graph;
    BlockId current;
    BlockId handler;             // where exceptions go, 0 = out of the function
    ArrayOf(Task) tasks;         // a stack
    ArrayOf(Task) planned;       // in order of execution
    ArrayOf(Around) around;
} Lower;

// Fills graphs, calls and places of the unit, and what is known of functions from their calls.
void py_lower_unit(PyResolver *resolver);

// --- shared by the parts ---------------------------------------------------------------------------------------------
void lower_plan(Lower *lower, TaskKind kind, NodeId node, uint32_t a, uint32_t b);
void lower_event(Lower *lower, EventKind kind, uint32_t detail, PlaceId place, PlaceId other, NodeId node);
BlockId lower_block(Lower *lower);
void lower_enter(Lower *lower, BlockId block);
void lower_goto(Lower *lower, BlockId block);

// py_control.c. False when the node is no statement.
bool lower_statement(Lower *lower, NodeId node);
void lower_control(Lower *lower, Task task);
void lower_raise(Lower *lower);

// py_lower_expr.c
// Plan a visit of the node, or of the node and its later siblings; 0 is allowed.
void lower_plan_visit(Lower *lower, NodeId node);
void lower_plan_from(Lower *lower, NodeId first);
void lower_expression(Lower *lower, NodeId node);
// The result of a call that opens something escapes when it stands in a tuple, list ...
void lower_use_result(Lower *lower, NodeId node, PlaceId place);
void lower_condition(Lower *lower, Task task);
void lower_test(Lower *lower, Task task);

// py_store.c
void lower_assign(Lower *lower, Task task);
void lower_store(Lower *lower, Task task);
void lower_update(Lower *lower, Task task);
// What the statement `del target` ends or shrinks.
void lower_delete(Lower *lower, NodeId target);
// A def or lambda is made: what it captures is kept.
void lower_captures(Lower *lower, NodeId definition);

// py_lower_call.c
void lower_call(Lower *lower, NodeId call);
// Is it known that the call makes its result: a container, a file, a large value?
bool lower_gives(const Call *call);
// Is the method's name one that takes elements out, in whatever class?
bool lower_is_shrinker(const Lower *lower, NodeId attribute);
// What the call puts into the elements of its result (fd, path = mkstemp()): `detail` holds their bits. All zero = nothing.
Effect lower_parts(const Call *call);
// What a `with` over the item closes: the result of open() and its like, the argument of closing(), a variable. 0 = nothing that is followed.
PlaceId lower_managed(Lower *lower, NodeId with_item);

// py_place.c
// What an expression denotes, 0 when it is no place.
PlaceId lower_place(Lower *lower, NodeId expression);
// The same, but 0 for things that can hold nothing of interest: modules, classes, functions of the top level, numbers.
PlaceId lower_tracked(Lower *lower, NodeId expression);
// Where the value of an expression goes: the target of its assignment, else RESULT(expression).
PlaceId lower_destination(Lower *lower, NodeId expression);
Str lower_type(const Lower *lower, NodeId expression);
bool lower_is_container_type(Str type);
bool lower_is_keyed_type(Str type);
