#include "base/problem.h"

bool problem_set(Problem *why, Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *why = (Problem){.text = arena_vformat(arena, format, args)};
    va_end(args);
    return false;
}
