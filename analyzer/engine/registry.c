#include "engine/registry.h"

const RegistryEntry *registry_find(Str id)
{
    for (uint32_t i = 0; i < registry_rule_count; i++)
        if (str_is(id, registry_rules[i].rule->id)) return &registry_rules[i];
    return NULL;
}

const LeftOut *registry_find_left_out(Str id)
{
    for (uint32_t i = 0; i < registry_left_out_count; i++)
        if (str_is(id, registry_left_out[i].id)) return &registry_left_out[i];
    return NULL;
}

Str registry_page(Str id)
{
    for (uint32_t i = 0; i < registry_page_count; i++)
        if (str_is(id, registry_pages[i].rule)) return (Str){registry_pages[i].text, registry_pages[i].len};
    return (Str){0};
}
