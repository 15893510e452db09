// LD_PRELOAD: in each process the allocation of number FAIL_AT, and with FAIL_FOR=ever all behind it, finds no memory.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long at = -1, count;
static int is_for_ever;
static pid_t owner;

static int fails(void)
{
    if (at < 0) {
        const char *text = getenv("FAIL_AT"), *how = getenv("FAIL_FOR");
        at = text ? atol(text) : 0;
        is_for_ever = how && strcmp(how, "ever") == 0;
    }
    if (owner != getpid()) {
        owner = getpid();
        count = 0;
    }
    count++;
    int is_hit = at && (count == at || (is_for_ever && count > at));
    if (is_hit) errno = ENOMEM;
    return is_hit;
}

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t number, size_t size) { return fails() ? NULL : __libc_calloc(number, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
