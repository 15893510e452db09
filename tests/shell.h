// Tests on the real binary: a temporary folder, files in it, and a shell that runs there.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "base/str.h"

// A temporary folder and what was made in it; both go with shell_close.
typedef struct Shell {
    Arena arena;
    Str folder;
} Shell;

// How a command ended.
typedef struct Ran {
    int status;  // 128 + N after signal N
    Str out, err;
} Ran;

static inline void shell_open(Shell *shell)
{
    *shell = (Shell){0};
    Str base = os_environment("TMPDIR");
    Str name = arena_format(&shell->arena, "%.*s/memlint-test-XXXXXX", FMT(base.len ? base : STR("/tmp")));
    char *made = mkdtemp((char *)name.at);
    assert_non_null(made);
    shell->folder = os_real_path(&shell->arena, str_from(made));
}

static inline Str shell_path(Shell *shell, const char *name)
{
    return arena_format(&shell->arena, "%.*s/%s", FMT(shell->folder), name);
}

static inline void shell_write(Shell *shell, const char *name, Str text)
{
    FILE *file = fopen(shell_path(shell, name).at, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.len ? text.at : "", 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static inline Str shell_read(Shell *shell, const char *name)
{
    Str text = {0};
    Problem why = {0};
    if (!os_read(&shell->arena, shell_path(shell, name), 0, &text, &why)) fail_msg("%s: %.*s", name, FMT(why.text));
    return text;
}

// Runs a line of sh in the folder; "$memlint" is the program. Nothing of the caller's terminal or colours reaches it.
static inline Ran shell_run(Shell *shell, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str line = arena_vformat(&shell->arena, format, args);
    va_end(args);
    Str whole = arena_format(&shell->arena, "cd '%.*s' && memlint='%s' && { %.*s\n} >.stdout 2>.stderr </dev/null",
                             FMT(shell->folder), MEMLINT_BINARY, FMT(line));
    int status = system(whole.at);
    assert_int_not_equal(status, -1);
    Ran ran = {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
    ran.out = shell_read(shell, ".stdout");
    ran.err = shell_read(shell, ".stderr");
    return ran;
}

static inline void shell_close(Shell *shell)
{
    Str line = arena_format(&shell->arena, "chmod -R u+rwX '%.*s' 2>/dev/null; rm -rf '%.*s'", FMT(shell->folder), FMT(shell->folder));
    assert_int_equal(system(line.at), 0);
    arena_close(&shell->arena);
}

// Texts with what differs in the message.
#define assert_has(text, part)                                                       \
    do {                                                                             \
        if (!str_contains((text), str_from(part)))                                   \
            fail_msg("'%s' is not in:\n%.*s", (part), FMT(text));                    \
    } while (0)
#define assert_has_not(text, part)                                                   \
    do {                                                                             \
        if (str_contains((text), str_from(part))) fail_msg("'%s' is in:\n%.*s", (part), FMT(text)); \
    } while (0)
