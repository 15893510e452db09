// Pitfalls that were weighed and are no rules: the table in rules/left_out.c.
#pragma once

#include "base/base.h"

typedef struct LeftOut {
    const char *id;      // the name under which one would look for it
    const char *reason;  // one sentence without a period
} LeftOut;

extern const LeftOut registry_left_out[];  // sorted by id
extern const uint32_t registry_left_out_count;
