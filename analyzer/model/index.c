#include "model/index.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

// Longer facts share their hash with others that begin like them.
enum { FACT_MAX = 256 };

uint32_t fact_hash(Str verb, Str name)
{
    char text[FACT_MAX];
    size_t len = verb.len < sizeof text ? verb.len : sizeof text;
    if (len) memcpy(text, verb.at, len);
    if (name.len && len < sizeof text) text[len++] = ' ';
    size_t rest = name.len < sizeof text - len ? name.len : sizeof text - len;
    if (rest) memcpy(text + len, name.at, rest);
    return XXH32(text, len + rest, 0);
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

void facts_settle(Facts *facts)
{
    if (facts->len < 2) return;
    qsort(facts->at, facts->len, sizeof *facts->at, by_number);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < facts->len; i++)
        if (facts->at[i] != facts->at[kept - 1]) facts->at[kept++] = facts->at[i];
    facts->len = kept;
}

bool facts_have(const Facts *facts, uint32_t hash)
{
    return facts->len && bsearch(&hash, facts->at, facts->len, sizeof *facts->at, by_number);
}

static int by_fact(const void *a, const void *b) { return by_number(&((const Share *)a)->fact, &((const Share *)b)->fact); }

void shares_settle(Shares *shares)
{
    if (shares->len < 2) return;
    qsort(shares->at, shares->len, sizeof *shares->at, by_fact);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < shares->len; i++) {
        Share *last = &shares->at[kept - 1];
        const Share *share = &shares->at[i];
        if (share->fact != last->fact) {
            shares->at[kept++] = *share;
            continue;
        }
        last->times += share->times;
        last->of += share->of;
    }
    shares->len = kept;
}

Share shares_find(const Shares *shares, uint32_t fact)
{
    Share wanted = {.fact = fact};
    const Share *found = shares->len ? bsearch(&wanted, shares->at, shares->len, sizeof *shares->at, by_fact) : NULL;
    return found ? *found : wanted;
}
