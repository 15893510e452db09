#include "engine/dump.h"

#include "model/capture.h"
#include "model/container.h"
#include "model/resource.h"
#include "python/py_index.h"

static const char *const lives_names[] = {"unknown", "call", "object", "process"};
static const char *const growth_names[] = {"unknown", "append", "keyed", "constant", "read"};
static const char *const how_names[] = {"unknown", "returned", "stored", "registered"};

static uint32_t line_of(const Unit *unit, NodeId node)
{
    return node ? source_line(unit->source, tree_span(unit->tree, node).from) : 0;
}

static void dump_line(const Unit *unit, const char *what, NodeId node, FILE *out)
{
    if (node) fprintf(out, " %s:%u", what, line_of(unit, node));
}

static void dump_container(const Unit *unit, const Container *container, FILE *out)
{
    fprintf(out, "container %.*s lives:%s", FMT(container->name), lives_names[container->lives]);
    dump_line(unit, "made", container->made_at, out);
    for (uint32_t i = 0; i < container->grows.len; i++) {
        const GrowSite *site = &container->grows.at[i];
        fprintf(out, " grows:%u(%s%s%s)", line_of(unit, site->node), growth_names[site->growth],
                site->in_loop ? ",loop" : "", site->repeats ? ",repeats" : "");
    }
    dump_line(unit, "shrinks", container->shrinks_at, out);
    dump_line(unit, "bounded", container->bounded_at, out);
    dump_line(unit, "rebound", container->rebound_at, out);
    dump_line(unit, "escapes", container->escapes_at, out);
    dump_line(unit, "filled-once", container->filled_once_at, out);
    fprintf(out, "%s%s\n", container->is_plain ? " plain" : "", container->is_read ? " read" : "");
}

static void dump_capture(const Unit *unit, const Capture *capture, FILE *out)
{
    Str name = unit_binding(unit, capture->binding)->name;
    fprintf(out, "capture %.*s how:%s", FMT(name), how_names[capture->how]);
    dump_line(unit, "captured", capture->captured_at, out);
    dump_line(unit, "escapes", capture->escapes_at, out);
    fprintf(out, "%s\n", capture->undone ? " undone" : "");
}

void facts_dump(Arena *arena, Unit *unit, FILE *out)
{
    unit_dump_bindings(unit, out);
    Containers containers = containers_find(arena, unit);
    for (uint32_t i = 0; i < containers.len; i++) dump_container(unit, &containers.at[i], out);
    Captures captures = captures_find(arena, unit);
    for (uint32_t i = 0; i < captures.len; i++) dump_capture(unit, &captures.at[i], out);
    if (unit->language == LANG_C) {
        Summaries summaries = summaries_open(arena, unit, NULL);
        (void)resources_find(arena, unit, &summaries);
        summaries_dump(arena, unit, &summaries, out);
    }
    if (unit->language == LANG_PYTHON) py_index_dump(arena, unit, out);
}
