// The bytes of a record: a header {magic, version, length, checksum} and then the fields in the order of the struct.
// Numbers are little-endian and of fixed size, texts and lists carry their length in front. The reader believes nothing: the
// checksum finds damage, and every length is held against the bytes that are left.
#include "engine/record.h"

#include "base/str.h"
#include "base/wire.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { MAGIC = 0x524c4d4d /* "MMLR" */, VERSION = 11, HEADER = 20 };

// --- writing ---------------------------------------------------------------------------------------------------

typedef WireWriter Writer;

static void put_bytes(Writer *writer, uint64_t value, size_t size) { wire_put_bytes(writer, value, size); }
static void put_8(Writer *writer, unsigned value) { put_bytes(writer, value, 1); }
static void put_32(Writer *writer, uint32_t value) { put_bytes(writer, value, 4); }
static void put_64(Writer *writer, uint64_t value) { put_bytes(writer, value, 8); }

static void put_text(Writer *writer, Str text)
{
    put_32(writer, (uint32_t)text.len);
    if (text.len) memcpy(wire_room(writer, text.len), text.at, text.len);
}

static void put_span(Writer *writer, Span span)
{
    put_32(writer, span.from);
    put_32(writer, span.to);
}

static void put_position(Writer *writer, Position position)
{
    put_32(writer, position.line);
    put_32(writer, position.column);
    put_32(writer, position.column_utf16);
    put_32(writer, position.column_byte);
}

static void put_location(Writer *writer, const Location *location)
{
    put_span(writer, location->span);
    put_position(writer, location->from);
    put_position(writer, location->to);
    put_text(writer, location->excerpt);
    put_32(writer, location->excerpt_skip);
}

static void put_notes(Writer *writer, const Notes *notes)
{
    put_32(writer, notes->len);
    for (uint32_t i = 0; i < notes->len; i++) {
        put_location(writer, &notes->at[i].at);
        put_text(writer, notes->at[i].text);
    }
}

static void put_edit(Writer *writer, const Edit *edit)
{
    put_span(writer, edit->span);
    put_text(writer, edit->text);
}

static void put_finding(Writer *writer, const Finding *finding)
{
    put_text(writer, finding->rule);
    put_8(writer, finding->severity);
    put_location(writer, &finding->at);
    put_text(writer, finding->message);
    put_text(writer, finding->help);
    put_notes(writer, &finding->related);
    put_notes(writer, &finding->steps);
    put_text(writer, finding->enclosing);
    put_8(writer, finding->fix_kind);
    put_text(writer, finding->fix_title);
    put_32(writer, finding->edits.len);
    for (uint32_t i = 0; i < finding->edits.len; i++) put_edit(writer, &finding->edits.at[i]);
    put_text(writer, finding->unless);
    put_text(writer, finding->only_if);
    put_8(writer, finding->depends);
    put_text(writer, finding->line_hash);
}

static void put_suppression(Writer *writer, const Suppression *suppression)
{
    put_8(writer, suppression->kind);
    put_text(writer, suppression->rule);
    put_32(writer, suppression->line);
    put_32(writer, suppression->line_to);
    put_location(writer, &suppression->at);
    put_edit(writer, &suppression->removal);
    put_text(writer, suppression->line_hash);
    put_8(writer, suppression->is_unknown);
    put_8(writer, suppression->is_foreign);
    put_8(writer, suppression->is_used);
}

static void put_texts(Writer *writer, const Str *texts, uint32_t count)
{
    put_32(writer, count);
    for (uint32_t i = 0; i < count; i++) put_text(writer, texts[i]);
}

static void put_facts(Writer *writer, const Facts *facts)
{
    put_32(writer, facts->len);
    for (uint32_t i = 0; i < facts->len; i++) put_32(writer, facts->at[i]);
}

static void put_index(Writer *writer, const Index *index)
{
    put_8(writer, index->is_aside);
    put_facts(writer, &index->facts);
    put_32(writer, index->shares.len);
    for (uint32_t i = 0; i < index->shares.len; i++) {
        put_32(writer, index->shares.at[i].fact);
        put_32(writer, index->shares.at[i].times);
        put_32(writer, index->shares.at[i].of);
    }
    put_32(writer, index->classes.len);
    for (uint32_t i = 0; i < index->classes.len; i++) {
        const ClassEntry *entry = &index->classes.at[i];
        put_text(writer, entry->name);
        put_texts(writer, entry->bases.at, entry->bases.len);
        put_facts(writer, &entry->facts);
        put_8(writer, entry->is_ambiguous);
    }
    put_32(writer, index->imports.len);
    for (uint32_t i = 0; i < index->imports.len; i++) {
        put_text(writer, index->imports.at[i].name);
        put_text(writer, index->imports.at[i].target);
    }
}

static void put_range(Writer *writer, Range range)
{
    put_32(writer, (uint32_t)range.low);
    put_32(writer, (uint32_t)range.high);
    put_32(writer, (uint32_t)range.except);
    put_8(writer, range.has_except);
}

static void put_contract(Writer *writer, const Contract *contract)
{
    const Summary *summary = &contract->summary;
    put_text(writer, contract->function);
    put_8(writer, summary->result);
    put_8(writer, summary->family);
    put_8(writer, summary->argument);
    put_8(writer, summary->is_known);
    put_8(writer, summary->never_returns);
    put_8(writer, summary->is_believed);
    put_range(writer, summary->success);
    put_range(writer, summary->value);
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++) {
        put_8(writer, summary->arguments[i].how);
        put_8(writer, summary->arguments[i].family);
        put_8(writer, summary->arguments[i].opens);
        put_8(writer, summary->arguments[i].lists);
        put_8(writer, summary->arguments[i].is_ignored);
        put_8(writer, summary->arguments[i].uses_target);
    }
    put_8(writer, summary->member_count);
    for (uint32_t i = 0; i < summary->member_count; i++) {
        put_8(writer, summary->members[i].argument);
        put_8(writer, summary->members[i].how);
        put_8(writer, summary->members[i].family);
        put_text(writer, summary->members[i].path);
    }
}

static void put_inclusions(Writer *writer, const Inclusions *inclusions)
{
    put_32(writer, inclusions->len);
    for (uint32_t i = 0; i < inclusions->len; i++) {
        put_text(writer, inclusions->at[i].path);
        put_32(writer, inclusions->at[i].includer);
        put_8(writer, inclusions->at[i].is_missing);
    }
}

static void put_habit(Writer *writer, const Habit *habit)
{
    put_text(writer, habit->function);
    put_text(writer, habit->ender);
    put_32(writer, habit->argument);
    put_32(writer, habit->times);
    put_32(writer, habit->functions);
    put_32(writer, habit->exits);
}

static void put_question(Writer *writer, const Record *record)
{
    put_32(writer, record->contracts.len);
    for (uint32_t i = 0; i < record->contracts.len; i++) put_contract(writer, &record->contracts.at[i]);
    put_32(writer, record->habits.len);
    for (uint32_t i = 0; i < record->habits.len; i++) put_habit(writer, &record->habits.at[i]);
    put_texts(writer, record->asks.at, record->asks.len);
    put_text(writer, record->unit);
}

static void put_record(Writer *writer, const Record *record)
{
    put_text(writer, record->path);
    put_8(writer, record->language);
    put_8(writer, record->outcome);
    put_text(writer, record->problem);
    put_text(writer, record->remedy);
    put_texts(writer, record->notes.at, record->notes.len);
    put_64(writer, record->hash[0]);
    put_64(writer, record->hash[1]);
    put_32(writer, record->cells.len);
    for (uint32_t i = 0; i < record->cells.len; i++) {
        put_32(writer, record->cells.at[i].number);
        put_32(writer, record->cells.at[i].line);
    }
    put_32(writer, record->line_count);
    put_32(writer, record->syntax_errors);
    put_32(writer, record->findings.len);
    for (uint32_t i = 0; i < record->findings.len; i++) put_finding(writer, &record->findings.at[i]);
    put_32(writer, record->suppressions.len);
    for (uint32_t i = 0; i < record->suppressions.len; i++) put_suppression(writer, &record->suppressions.at[i]);
    put_index(writer, &record->index);
    put_inclusions(writer, &record->inclusions);
    put_question(writer, record);
}

static void fill_header(Writer *writer)
{
    Writer header = {.arena = writer->arena};
    Str body = {writer->bytes.at + HEADER, writer->bytes.len - HEADER};
    put_32(&header, MAGIC);
    put_32(&header, VERSION);
    put_32(&header, (uint32_t)body.len);
    put_64(&header, XXH3_64bits(body.at, body.len));
    memcpy(writer->bytes.at, header.bytes.at, HEADER);
}

Str record_write(Arena *arena, const Record *record)
{
    Writer writer = {.arena = arena};
    wire_room(&writer, HEADER);
    put_record(&writer, record);
    fill_header(&writer);
    return (Str){writer.bytes.at, writer.bytes.len};
}

// --- reading ---------------------------------------------------------------------------------------------------

typedef struct Reader {
    Arena *arena;
    WireReader in;
} Reader;

static uint64_t get_bytes(Reader *reader, size_t size) { return wire_get_bytes(&reader->in, size); }
static uint32_t get_32(Reader *reader) { return (uint32_t)get_bytes(reader, 4); }
static uint64_t get_64(Reader *reader) { return get_bytes(reader, 8); }

// A value of an enum or bool in [least, most].
static unsigned get_within(Reader *reader, unsigned least, unsigned most)
{
    unsigned value = (unsigned)get_bytes(reader, 1);
    if (value < least || value > most) reader->in.ok = false;
    return reader->in.ok ? value : 0;
}

static Str get_text(Reader *reader)
{
    uint32_t len = get_32(reader);
    const char *at = wire_take(&reader->in, len);
    return at && len ? arena_copy(reader->arena, (Str){at, len}) : (Str){0};
}

// The length of a list whose elements take at least `smallest` bytes each: a wrong one must not make us ask for memory.
static uint32_t get_count(Reader *reader, size_t smallest)
{
    uint32_t count = get_32(reader);
    if (count > reader->in.rest.len / smallest) reader->in.ok = false;
    return reader->in.ok ? count : 0;
}

static Span get_span(Reader *reader)
{
    Span span = {.from = get_32(reader)};
    span.to = get_32(reader);
    if (span.to < span.from) reader->in.ok = false;
    return span;
}

static Position get_position(Reader *reader)
{
    Position position = {.line = get_32(reader)};
    position.column = get_32(reader);
    position.column_utf16 = get_32(reader);
    position.column_byte = get_32(reader);
    return position;
}

static Location get_location(Reader *reader)
{
    Location location = {.span = get_span(reader)};
    location.from = get_position(reader);
    location.to = get_position(reader);
    location.excerpt = get_text(reader);
    location.excerpt_skip = get_32(reader);
    return location;
}

static Edit get_edit(Reader *reader)
{
    Edit edit = {.span = get_span(reader)};
    edit.text = get_text(reader);
    return edit;
}

enum { SMALLEST_TEXT = 4, SMALLEST_EDIT = 12, SMALLEST_LOCATION = 36, SMALLEST_NOTE = 40, SMALLEST_CLASS = 13, SMALLEST_CONTRACT = 60, SMALLEST_HABIT = 24 };

static Notes get_notes(Reader *reader)
{
    Notes notes = {0};
    for (uint32_t count = get_count(reader, SMALLEST_NOTE); count && reader->in.ok; count--) {
        Note *note = array_push(reader->arena, &notes);
        note->at = get_location(reader);
        note->text = get_text(reader);
    }
    return notes;
}

static Finding get_finding(Reader *reader)
{
    Finding finding = {.rule = get_text(reader)};
    finding.severity = (Severity)get_within(reader, SEVERITY_INFO, SEVERITY_ERROR);
    finding.at = get_location(reader);
    finding.message = get_text(reader);
    finding.help = get_text(reader);
    finding.related = get_notes(reader);
    finding.steps = get_notes(reader);
    finding.enclosing = get_text(reader);
    finding.fix_kind = (FixKind)get_within(reader, FIX_NONE, FIX_SAFE);
    finding.fix_title = get_text(reader);
    for (uint32_t count = get_count(reader, SMALLEST_EDIT); count && reader->in.ok; count--)
        *array_push(reader->arena, &finding.edits) = get_edit(reader);
    finding.unless = get_text(reader);
    finding.only_if = get_text(reader);
    finding.depends = get_within(reader, 0, 1);
    finding.line_hash = get_text(reader);
    return finding;
}

static Suppression get_suppression(Reader *reader)
{
    Suppression suppression = {.kind = (SuppressionKind)get_within(reader, SUPPRESS_LINE, SUPPRESS_FILE)};
    suppression.rule = get_text(reader);
    suppression.line = get_32(reader);
    suppression.line_to = get_32(reader);
    suppression.at = get_location(reader);
    suppression.removal = get_edit(reader);
    suppression.line_hash = get_text(reader);
    suppression.is_unknown = get_within(reader, 0, 1);
    suppression.is_foreign = get_within(reader, 0, 1);
    suppression.is_used = get_within(reader, 0, 1);
    return suppression;
}

static Facts get_facts(Reader *reader)
{
    Facts facts = {0};
    uint32_t count = get_count(reader, sizeof *facts.at);
    if (!count) return facts;
    facts.at = arena_array(reader->arena, uint32_t, count);
    facts.cap = facts.len = count;
    for (uint32_t i = 0; i < count; i++) facts.at[i] = get_32(reader);
    return facts;
}

static ClassEntry get_class(Reader *reader)
{
    ClassEntry entry = {.name = get_text(reader)};
    for (uint32_t count = get_count(reader, SMALLEST_TEXT); count && reader->in.ok; count--)
        *array_push(reader->arena, &entry.bases) = get_text(reader);
    entry.facts = get_facts(reader);
    entry.is_ambiguous = get_within(reader, 0, 1);
    return entry;
}

static Index get_index(Reader *reader)
{
    Index index = {.is_aside = get_within(reader, 0, 1)};
    index.facts = get_facts(reader);
    for (uint32_t count = get_count(reader, sizeof(Share)); count && reader->in.ok; count--) {
        Share *share = array_push(reader->arena, &index.shares);
        share->fact = get_32(reader);
        share->times = get_32(reader);
        share->of = get_32(reader);
    }
    for (uint32_t count = get_count(reader, SMALLEST_CLASS); count && reader->in.ok; count--)
        *array_push(reader->arena, &index.classes) = get_class(reader);
    for (uint32_t count = get_count(reader, 2 * SMALLEST_TEXT); count && reader->in.ok; count--) {
        ImportEntry *entry = array_push(reader->arena, &index.imports);
        entry->name = get_text(reader);
        entry->target = get_text(reader);
    }
    return index;
}

static void get_lists(Reader *reader, Record *record)
{
    for (uint32_t count = get_count(reader, SMALLEST_LOCATION); count && reader->in.ok; count--)
        *array_push(reader->arena, &record->findings) = get_finding(reader);
    for (uint32_t count = get_count(reader, SMALLEST_LOCATION); count && reader->in.ok; count--)
        *array_push(reader->arena, &record->suppressions) = get_suppression(reader);
}

static Range get_range(Reader *reader)
{
    Range range = {.low = (int32_t)get_32(reader)};
    range.high = (int32_t)get_32(reader);
    range.except = (int32_t)get_32(reader);
    range.has_except = get_within(reader, 0, 1);
    return range;
}

static Contract get_contract(Reader *reader)
{
    Contract contract = {.function = get_text(reader)};
    Summary *summary = &contract.summary;
    summary->result = (uint8_t)get_within(reader, RESULT_UNKNOWN, RESULT_RELEASED);
    summary->family = (uint8_t)get_within(reader, 0, FAMILY_COUNT - 1);
    summary->argument = (uint8_t)get_within(reader, 0, UINT8_MAX);
    summary->is_known = get_within(reader, 0, 1);
    summary->never_returns = get_within(reader, 0, 1);
    summary->is_believed = get_within(reader, 0, 1);
    summary->success = get_range(reader);
    summary->value = get_range(reader);
    for (uint32_t i = 1; i <= SUMMARY_ARGUMENTS; i++) {
        summary->arguments[i].how = (uint8_t)get_within(reader, HANDOVER_UNKNOWN, HANDOVER_MOVED);
        summary->arguments[i].family = (uint8_t)get_within(reader, 0, FAMILY_COUNT - 1);
        summary->arguments[i].opens = get_within(reader, 0, 1);
        summary->arguments[i].lists = get_within(reader, 0, 1);
        summary->arguments[i].is_ignored = get_within(reader, 0, 1);
        summary->arguments[i].uses_target = get_within(reader, 0, 1);
    }
    summary->member_count = (uint8_t)get_within(reader, 0, SUMMARY_MEMBERS);
    MemberPassing *members = arena_array(reader->arena, MemberPassing, summary->member_count);
    for (uint32_t i = 0; i < summary->member_count; i++) {
        members[i].argument = (uint8_t)get_within(reader, 0, SUMMARY_ARGUMENTS);
        members[i].how = (uint8_t)get_within(reader, HANDOVER_UNKNOWN, HANDOVER_MOVED);
        members[i].family = (uint8_t)get_within(reader, 0, FAMILY_COUNT - 1);
        members[i].path = get_text(reader);
    }
    summary->members = members;
    return contract;
}

static Inclusions get_inclusions(Reader *reader)
{
    Inclusions inclusions = {0};
    uint32_t most = get_count(reader, SMALLEST_TEXT + 5);
    for (uint32_t count = most; count && reader->in.ok; count--) {
        Inclusion *inclusion = array_push(reader->arena, &inclusions);
        inclusion->path = get_text(reader);
        inclusion->includer = get_32(reader);
        inclusion->is_missing = get_within(reader, 0, 1);
        if (inclusion->includer > most) reader->in.ok = false;
    }
    return inclusions;
}

static Habit get_habit(Reader *reader)
{
    Habit habit = {.function = get_text(reader)};
    habit.ender = get_text(reader);
    habit.argument = get_32(reader);
    habit.times = get_32(reader);
    habit.functions = get_32(reader);
    habit.exits = get_32(reader);
    return habit;
}

static void get_question(Reader *reader, Record *record)
{
    for (uint32_t count = get_count(reader, SMALLEST_CONTRACT); count && reader->in.ok; count--)
        *array_push(reader->arena, &record->contracts) = get_contract(reader);
    for (uint32_t count = get_count(reader, SMALLEST_HABIT); count && reader->in.ok; count--)
        *array_push(reader->arena, &record->habits) = get_habit(reader);
    for (uint32_t count = get_count(reader, SMALLEST_TEXT); count && reader->in.ok; count--)
        *array_push(reader->arena, &record->asks) = get_text(reader);
    record->unit = get_text(reader);
}

static NotebookCells get_cells(Reader *reader)
{
    NotebookCells cells = {0};
    for (uint32_t count = get_count(reader, sizeof(NotebookCell)); count && reader->in.ok; count--) {
        NotebookCell *cell = array_push(reader->arena, &cells);
        cell->number = get_32(reader);
        cell->line = get_32(reader);
    }
    return cells;
}

static Record get_record(Reader *reader)
{
    Record record = {.path = get_text(reader)};
    record.language = (Language)get_within(reader, 0, LANG_PYTHON);
    record.outcome = (Outcome)get_within(reader, OUTCOME_CHECKED, OUTCOME_FAILED);
    record.problem = get_text(reader);
    record.remedy = get_text(reader);
    for (uint32_t count = get_count(reader, SMALLEST_TEXT); count && reader->in.ok; count--)
        *array_push(reader->arena, &record.notes) = get_text(reader);
    record.hash[0] = get_64(reader);
    record.hash[1] = get_64(reader);
    record.cells = get_cells(reader);
    record.line_count = get_32(reader);
    record.syntax_errors = get_32(reader);
    get_lists(reader, &record);
    record.index = get_index(reader);
    record.inclusions = get_inclusions(reader);
    get_question(reader, &record);
    return record;
}

static bool header_fits(Reader *reader)
{
    uint32_t magic = get_32(reader), version = get_32(reader), len = get_32(reader);
    uint64_t checksum = get_64(reader);
    if (!reader->in.ok || magic != MAGIC || version != VERSION || len != reader->in.rest.len) return false;
    return XXH3_64bits(reader->in.rest.at, reader->in.rest.len) == checksum;
}

bool record_read(Arena *arena, Str bytes, Record *record)
{
    Reader reader = {.arena = arena, .in = {bytes, true}};
    if (!header_fits(&reader)) return false;
    Record found = get_record(&reader);
    if (!reader.in.ok || reader.in.rest.len) return false;
    *record = found;
    return true;
}
