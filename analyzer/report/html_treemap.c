// The tree of the files as nested rectangles: folders below the one that all files share, large ones opened, and in each what
// lies directly in it, a file or a folder with all that is below. The area is the number of lines, the colour findings per thousand lines.
//
// The layout keeps rectangles near squares: a row takes the next largest as long as that improves its worst side ratio.
// Source: Bruls, Huizing, van Wijk, "Squarified Treemaps" (2000). What would be too small to see stands in one cell per folder.
#include <stdlib.h>

#include "base/map.h"
#include "base/str.h"
#include "report/html.h"
#include "report/markup.h"
#include "report/uri.h"

// A file, or a folder with everything in it.
typedef struct Cell {
    Str name;       // what is shown: "engine/"
    Str path;       // from the root; what the filter takes
    uint64_t lines;
    uint32_t findings;
    uint32_t first;  // number of its first finding
    uint32_t files;
} Cell;

typedef ArrayOf(Cell) Cells;

typedef struct Group {
    Cell all;
    Cells cells;  // most lines first
    Map index;    // path -> number in `cells` + 1
} Group;

typedef struct Treemap {
    Arena *arena;
    ArrayOf(Group) groups;  // most lines first
    Map index;
    uint64_t lines;
} Treemap;

// In percent of the parent's width and height.
typedef struct Box {
    double x, y, w, h;
} Box;

// --- the tree --------------------------------------------------------------------------------------------------

static Str folder_of(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash < path.len ? str_slice(path, 0, slash + 1) : (Str){0};
}

// The folder in which both lie.
static Str shared_folder(Str folder, Str path)
{
    size_t shared = 0;
    for (size_t i = 0; i < folder.len && i < path.len && folder.at[i] == path.at[i]; i++)
        if (path.at[i] == '/') shared = i + 1;
    return str_slice(folder, 0, shared);
}

static bool is_drawn(const Record *record) { return record->line_count && record->outcome <= OUTCOME_PARTIAL; }

// The path up to its first '/' from byte `from` on; all of it when there is none.
static Str head_of(Str path, size_t from)
{
    size_t slash = str_find_char(str_from_byte(path, from), '/');
    return str_slice(path, 0, from + slash + 1);
}

static Group *group_at(Treemap *treemap, Str path, Str name)
{
    uint32_t *at = map_at(treemap->arena, &treemap->index, path);
    if (!*at) {
        array_push(treemap->arena, &treemap->groups)->all = (Cell){.name = name, .path = path};
        *at = treemap->groups.len;
    }
    return &treemap->groups.at[*at - 1];
}

static Cell *cell_at(Treemap *treemap, Group *group, Str path, Str name)
{
    uint32_t *at = map_at(treemap->arena, &group->index, path);
    if (!*at) {
        *array_push(treemap->arena, &group->cells) = (Cell){.name = name, .path = path};
        *at = group->cells.len;
    }
    return &group->cells.at[*at - 1];
}

static void cell_add(Cell *cell, const Record *record, uint32_t first)
{
    cell->lines += record->line_count;
    cell->files++;
    if (!cell->findings && record->findings.len) cell->first = first;
    cell->findings += record->findings.len;
}

static bool is_folder(Str path) { return str_ends(path, STR("/")); }

// The folder whose group a file belongs to: below the shared one, then down through those that were opened.
static Str group_of(const Map *opened, Str path, size_t shared)
{
    Str folder = str_slice(path, 0, shared), head = head_of(path, shared);
    for (bool is_first = true; is_folder(head) && (is_first || map_has(opened, head)); is_first = false) {
        folder = head;
        head = head_of(path, head.len);
    }
    return folder;
}

static void treemap_add(Treemap *treemap, Str folder, size_t shared, Str path, const Record *record, uint32_t first)
{
    Str name = folder.len > shared ? str_from_byte(folder, shared) : folder.len ? folder : STR("./");
    Group *group = group_at(treemap, folder, name);
    Str inner = head_of(path, folder.len);
    cell_add(&group->all, record, first);
    cell_add(cell_at(treemap, group, inner, str_from_byte(inner, folder.len)), record, first);
    treemap->lines += record->line_count;
}

static int cells_compare(const Cell *a, const Cell *b)
{
    if (a->lines != b->lines) return a->lines > b->lines ? -1 : 1;
    return str_compare(a->path, b->path);
}

static int by_lines(const void *a, const void *b) { return cells_compare(a, b); }
static int group_by_lines(const void *a, const void *b) { return cells_compare(&((const Group *)a)->all, &((const Group *)b)->all); }

// The cells from the first that is too small on become one.
static void group_fold(Group *group, uint64_t least)
{
    uint32_t kept = 0;
    while (kept < group->cells.len && group->cells.at[kept].lines >= least) kept++;
    if (kept + 1 >= group->cells.len) return;
    Cell rest = {.name = STR("\xE2\x80\xA6"), .path = group->all.path};
    for (uint32_t i = kept; i < group->cells.len; i++) {
        const Cell *cell = &group->cells.at[i];
        if (!rest.findings || (cell->findings && cell->first < rest.first)) rest.first = cell->first;
        rest.lines += cell->lines;
        rest.findings += cell->findings;
        rest.files += cell->files;
    }
    group->cells.at[kept] = rest;
    group->cells.len = kept + 1;
}

// The folder that all files share.
static size_t shared_len(const Report *report, const Str *paths)
{
    Str shared = {0};
    bool is_first = true;
    for (uint32_t i = 0; i < report->project->count; i++) {
        if (!is_drawn(&report->project->records[i])) continue;
        shared = is_first ? folder_of(paths[i]) : shared_folder(shared, paths[i]);
        is_first = false;
    }
    return shared.len;
}

static Treemap treemap_with(Arena *arena, const Project *project, const Str *paths, size_t shared, const Map *opened)
{
    Treemap treemap = {.arena = arena};
    for (uint32_t i = 0, first = 1; i < project->count; i++) {
        const Record *record = &project->records[i];
        if (is_drawn(record)) treemap_add(&treemap, group_of(opened, paths[i], shared), shared, paths[i], record, first);
        first += record->findings.len;
    }
    return treemap;
}

// Opens the cells that are folders and too large a part of the whole to be one box. Returns whether there was one.
static bool open_large(Treemap *treemap, Map *opened)
{
    enum { LARGE = 12 };
    uint32_t before = opened->entries.len;
    for (uint32_t i = 0; i < treemap->groups.len; i++) {
        const Cells *cells = &treemap->groups.at[i].cells;
        for (uint32_t j = 0; j < cells->len; j++)
            if (is_folder(cells->at[j].path) && cells->at[j].lines > treemap->lines / LARGE)
                *map_at(treemap->arena, opened, cells->at[j].path) = 1;
    }
    return opened->entries.len > before;
}

static Treemap treemap_of(Arena *arena, const Report *report)
{
    enum { SMALLEST = 1500, DEEPEST = 8 };  // the part of the whole, 1 in so many, that still gets a cell; folders opened in one another
    const Project *project = report->project;
    Map opened = {0};
    Str *paths = arena_array(arena, Str, project->count);
    for (uint32_t i = 0; i < project->count; i++) paths[i] = uri_plain_path(arena, report->root, project->records[i].path);
    size_t shared = shared_len(report, paths);
    Treemap treemap = treemap_with(arena, project, paths, shared, &opened);
    for (int depth = 0; depth < DEEPEST && open_large(&treemap, &opened); depth++)
        treemap = treemap_with(arena, project, paths, shared, &opened);
    if (treemap.groups.len) qsort(treemap.groups.at, treemap.groups.len, sizeof *treemap.groups.at, group_by_lines);
    for (uint32_t i = 0; i < treemap.groups.len; i++) {
        Cells *cells = &treemap.groups.at[i].cells;
        qsort(cells->at, cells->len, sizeof *cells->at, by_lines);
        group_fold(&treemap.groups.at[i], treemap.lines / SMALLEST);
    }
    return treemap;
}

// --- the layout ------------------------------------------------------------------------------------------------

// The worst ratio of sides in a row of rectangles whose areas have this sum and these extremes, along a side of this length.
static double worst_ratio(double sum, double least, double most, double side)
{
    double thick = sum / side, longest = most / thick, shortest = least / thick;
    double a = longest > thick ? longest / thick : thick / longest;
    double b = shortest > thick ? shortest / thick : thick / shortest;
    return a > b ? a : b;
}

// How many of the areas, largest first, the next row takes; `*sum` is what they cover.
static uint32_t row_len(const double *areas, uint32_t count, double side, double *sum)
{
    uint32_t len = 1;
    *sum = areas[0];
    while (len < count) {
        double now = worst_ratio(*sum, areas[len - 1], areas[0], side);
        if (worst_ratio(*sum + areas[len], areas[len], areas[0], side) > now) break;
        *sum += areas[len++];
    }
    return len;
}

// Fills `room` with boxes of these areas, largest first, whose sum is the area of the room.
static void squarify(const double *areas, Box *boxes, uint32_t count, Box room)
{
    for (uint32_t i = 0, len; i < count; i += len) {
        bool is_column = room.w >= room.h;  // a row along the shorter side
        double side = is_column ? room.h : room.w, sum, at = 0;
        len = row_len(areas + i, count - i, side, &sum);
        double thick = sum / side;
        for (uint32_t j = i; j < i + len; j++) {
            double part = areas[j] / thick;
            boxes[j] = is_column ? (Box){room.x, room.y + at, thick, part} : (Box){room.x + at, room.y, part, thick};
            at += part;
        }
        if (is_column) room.x += thick, room.w -= thick;
        else room.y += thick, room.h -= thick;
    }
}

// Boxes in percent of a room whose width is `aspect` times its height.
static Box *layout(Arena *arena, const uint64_t *lines, uint32_t count, double aspect)
{
    double *areas = arena_array(arena, double, count), total = 0;
    Box *boxes = arena_array(arena, Box, count);
    for (uint32_t i = 0; i < count; i++) total += (double)lines[i];
    for (uint32_t i = 0; i < count; i++) areas[i] = (double)lines[i] / total * aspect;
    squarify(areas, boxes, count, (Box){0, 0, aspect, 1});
    for (uint32_t i = 0; i < count; i++) {
        const Box *box = &boxes[i];
        boxes[i] = (Box){box->x / aspect * 100, box->y * 100, box->w / aspect * 100, box->h * 100};
    }
    return boxes;
}

// --- the picture -----------------------------------------------------------------------------------------------

static double density_of(const Cell *cell) { return 1000.0 * cell->findings / (double)cell->lines; }

// 0 = nothing found, then by findings per thousand lines.
static int heat_of(const Cell *cell)
{
    static const double steps[] = {0.5, 2, 5};
    if (!cell->findings) return 0;
    int heat = 1;
    for (size_t i = 0; i < COUNT_OF(steps); i++) heat += density_of(cell) > steps[i];
    return heat;
}

static void style_write(const char *class, const Box *box, FILE *out)
{
    fprintf(out, " class=\"%s\" style=\"left:%.3f%%;top:%.3f%%;width:%.3f%%;height:%.3f%%\"", class, box->x, box->y, box->w, box->h);
}

static void title_write(const Cell *cell, FILE *out)
{
    fputs(" title=\"", out);
    markup_text(out, cell->path);
    if (cell->files > 1) fprintf(out, " (%u files)", cell->files);
    fprintf(out, ": %u finding%s in %llu line%s", cell->findings, cell->findings == 1 ? "" : "s", (unsigned long long)cell->lines,
            cell->lines == 1 ? "" : "s");
    if (cell->findings) fprintf(out, ", %.1f per thousand", density_of(cell));
    fputs("\"", out);
}

static void filter_write(const Cell *cell, FILE *out)
{
    fprintf(out, " href=\"#f%u\" data-filter=\"path\" data-value=\"", cell->first);
    markup_text(out, cell->path);
    fputs("\"", out);
}

// The style sheet hides the name in a cell that is too small for it; it is still in the title.
static void cell_write(const Cell *cell, const Box *box, FILE *out)
{
    char class[] = "cell d0";
    class[sizeof class - 2] = (char)('0' + heat_of(cell));
    fputs(cell->findings ? "<a" : "<span", out);
    style_write(class, box, out);
    title_write(cell, out);
    if (cell->findings) filter_write(cell, out);
    fputs("><span>", out);
    markup_text(out, cell->name);
    if (cell->findings) fprintf(out, " <b>%u</b>", cell->findings);
    fputs(cell->findings ? "</span></a>\n" : "</span></span>\n", out);
}

static void group_write(Arena *scratch, const Group *group, const Box *box, double aspect, FILE *out)
{
    const Cells *cells = &group->cells;
    uint64_t *lines = arena_array(scratch, uint64_t, cells->len);
    for (uint32_t i = 0; i < cells->len; i++) lines[i] = cells->at[i].lines;
    Box *boxes = layout(scratch, lines, cells->len, aspect * box->w / box->h);
    fputs("<div", out);
    style_write("group", box, out);
    fputs("><span class=\"label\">", out);
    markup_text(out, group->all.name);
    fputs("</span><div class=\"inner\">\n", out);
    for (uint32_t i = 0; i < cells->len; i++) cell_write(&cells->at[i], &boxes[i], out);
    fputs("</div></div>\n", out);
}

static void legend_write(FILE *out)
{
    static const char *const words[] = {"nothing found", "up to 0.5", "up to 2", "up to 5", "more"};
    fputs("<p class=\"legend\">Findings per thousand lines:", out);
    for (size_t i = 0; i < COUNT_OF(words); i++) fprintf(out, " <span class=\"key\"><i class=\"d%zu\"></i>%s</span>", i, words[i]);
    fputs("</p>\n", out);
}

void html_treemap(const Report *report, FILE *out)
{
    const double aspect = 2.2;  // as the style sheet draws it on a wide screen
    Arena scratch = {0};
    Treemap treemap = treemap_of(&scratch, report);
    uint64_t *lines = arena_array(&scratch, uint64_t, treemap.groups.len + 1);
    for (uint32_t i = 0; i < treemap.groups.len; i++) lines[i] = treemap.groups.at[i].all.lines;
    Box *boxes = layout(&scratch, lines, treemap.groups.len, aspect);
    fputs("<section class=\"card map\"><h2>Where it is dense</h2>\n", out);
    fprintf(out, "<p>%llu lines. Each box is a file, or a folder with all that is below it; its area is its lines.</p>\n",
            (unsigned long long)treemap.lines);
    legend_write(out);
    fputs("<div class=\"tree\">\n", out);
    for (uint32_t i = 0; i < treemap.groups.len; i++) group_write(&scratch, &treemap.groups.at[i], &boxes[i], aspect, out);
    fputs("</div></section>\n", out);
    arena_close(&scratch);
}
