// Code of C that runs a fixed number of times: what grows there is bounded by the program's own size, or by its command line.
#pragma once

#include "c/c_kinds.h"

// Is the function a step of the program's start: by its name (register, init, setup, main ...), as a constructor, because it runs only
// once (if (done) return; done = 1;), or because nothing but such functions of this file calls it?
bool c_runs_at_start(const Unit *unit, FunctionId function);
// Does the file hold a command (main, or a function that gets argc and argv) and nothing that serves: its process ends with its input.
bool c_is_command(const Unit *unit);
// "program DIR" when the file defines main; "serves DIR", for each folder above it too, when it waits for clients, events or threads.
void c_startup_evidence(Arena *arena, const Unit *unit, Map *evidence);
// The evidence that silences what grows in this file: its folder holds a program, and nothing there or around it serves.
Str c_batch_evidence(Arena *arena, const Unit *unit);
