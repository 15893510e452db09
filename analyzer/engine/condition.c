#include "engine/condition.h"

void unless_attribute(Check *check, Finding *finding, ClassId class, Str name, const char *const *verbs)
{
    for (; *verbs; verbs++) {
        unless_elsewhere(check, finding, "%s .%.*s", *verbs, FMT(name));
        unless_elsewhere(check, finding, "family #%u: %s .%.*s", class, *verbs, FMT(name));
    }
}

void unless_variable(Check *check, Finding *finding, Str name, const char *const *verbs)
{
    for (; *verbs; verbs++) {
        unless_elsewhere(check, finding, "%s %.*s", *verbs, FMT(name));
        unless_elsewhere(check, finding, "%s .%.*s", *verbs, FMT(name));
    }
}
