// What findings ask of "some file" is looked up for all of them at once. Classes are linked only when a finding asks for one, and the
// classes that a question is about are found by walking the links.
#include "engine/program.h"

#include "base/map.h"
#include "base/str.h"
#include "engine/modules.h"
#include "python/py_stdlib.h"

#include <stdlib.h>

typedef struct Link {
    uint32_t to;    // number of a class
    uint32_t next;  // index into links, 0 = last
} Link;

// A class of the program. Its number is its index into classes, from 1.
typedef struct ClassNode {
    const ClassEntry *entry;
    uint32_t above, below;  // index into links
    uint32_t seen;          // the last question that came by
    bool is_open;
} ClassNode;

typedef ArrayOf(uint32_t) Numbers;

enum { SAID_BY_PRODUCT = 1, SAID_ASIDE = 2 };

struct Program {
    Arena *arena;
    const Record *const *records;
    uint32_t count;
    Facts asked;            // what findings want to know of "some file"
    uint8_t *is_said;       // for each of those: by whom, SAID_BY_PRODUCT | SAID_ASIDE
    const Modules *modules; // NULL until a finding asks for a class or module
    uint32_t *first_class;  // per record, the number of its first class
    Map by_name;            // number of the record and name of the class -> number of the class
    ArrayOf(ClassNode) classes;  // [0] unused
    ArrayOf(Link) links;    // [0] unused
    uint32_t questions;
};

// --- conditions --------------------------------------------------------------------------------------------------

typedef enum Where {
    SOME_FILE,
    MOSTLY,
    IN_MODULE,
    CLASS_ITSELF,
    CLASSES_ABOVE,
    CLASSES_BELOW,
    CLASS_KEEPER,
    CLASS_TAKER,
    CLASS_FAMILY,
    CLASS_LINEAGE,
} Where;

typedef struct Question {
    Where where;
    Str subject;  // empty for SOME_FILE
    Str fact;
} Question;

static Question question_of(Str part)
{
    static const char *const words[] = {
        [MOSTLY] = "mostly ", [IN_MODULE] = "in ", [CLASS_ITSELF] = "class ", [CLASSES_ABOVE] = "above ", [CLASSES_BELOW] = "below ", [CLASS_KEEPER] = "keeper ",
        [CLASS_TAKER] = "taker ", [CLASS_FAMILY] = "family ", [CLASS_LINEAGE] = "lineage "};
    size_t colon = str_find(part, STR(": "));
    for (Where where = MOSTLY; colon < part.len && where <= CLASS_LINEAGE; where++)
        if (str_starts(part, str_from(words[where])))
            return (Question){where, str_slice(part, strlen(words[where]), colon), str_from_byte(part, colon + 2)};
    return (Question){.fact = part};
}

static void note_questions(Program *program, Str conditions, bool *asks_more)
{
    Str line, part;
    while (str_cut(&conditions, '\n', &line))
        while (str_cut(&line, '\t', &part)) {
            Question question = question_of(part);
            if (question.where == SOME_FILE) *array_push(program->arena, &program->asked) = fact_hash(question.fact, (Str){0});
            *asks_more |= question.where > MOSTLY;
        }
}

// Both are sorted.
static void note_said(Program *program, const Index *index)
{
    const Facts *facts = &index->facts;
    uint8_t by = index->is_aside ? SAID_ASIDE : SAID_BY_PRODUCT;
    uint32_t at = 0;
    for (uint32_t i = 0; i < program->asked.len; i++) {
        while (at < facts->len && facts->at[at] < program->asked.at[i]) at++;
        if (at < facts->len && facts->at[at] == program->asked.at[i]) program->is_said[i] |= by;
    }
}

static bool some_file_says(const Program *program, uint32_t record, Str fact)
{
    uint32_t hash = fact_hash(fact, (Str){0}), from = 0, to = program->asked.len;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (program->asked.at[middle] < hash) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    uint8_t heard = program->records[record]->index.is_aside ? SAID_ASIDE | SAID_BY_PRODUCT : SAID_BY_PRODUCT;
    return from < program->asked.len && program->asked.at[from] == hash && (program->is_said[from] & heard);
}

static uint32_t number_in(Str digits)
{
    uint32_t number = 0;
    for (size_t i = 0; i < digits.len; i++) number = number * 10 + (uint32_t)(digits.at[i] - '0');
    return number;
}

// What tests count is counted for tests only.
static bool is_mostly_so(const Program *program, uint32_t record, Question question)
{
    enum { FEWEST = 10 };
    uint32_t hash = fact_hash(question.fact, (Str){0});
    uint64_t times = 0, of = 0;
    for (uint32_t i = 0; i < program->count; i++) {
        const Index *index = &program->records[i]->index;
        if (index->is_aside && !program->records[record]->index.is_aside) continue;
        Share share = shares_find(&index->shares, hash);
        times += share.times;
        of += share.of;
    }
    return of >= FEWEST && times * 100 >= of * number_in(question.subject);
}

// --- classes -----------------------------------------------------------------------------------------------------

typedef struct Key {
    char bytes[256];
} Key;

// Longer names are found by nobody.
static Str key_of(Key *key, Definition definition)
{
    if (definition.name.len > sizeof key->bytes - sizeof definition.record) return (Str){0};
    memcpy(key->bytes, &definition.record, sizeof definition.record);
    memcpy(key->bytes + sizeof definition.record, definition.name.at, definition.name.len);
    return (Str){key->bytes, sizeof definition.record + definition.name.len};
}

static void number_classes(Program *program)
{
    Key key;
    program->first_class = arena_array(program->arena, uint32_t, program->count + 1);
    (void)array_push(program->arena, &program->classes);
    (void)array_push(program->arena, &program->links);
    for (uint32_t i = 0; i < program->count; i++) {
        const Index *index = &program->records[i]->index;
        program->first_class[i] = program->classes.len;
        for (uint32_t j = 0; j < index->classes.len; j++) {
            const ClassEntry *entry = &index->classes.at[j];
            *array_push(program->arena, &program->classes) = (ClassNode){.entry = entry};
            Str text = key_of(&key, (Definition){i, entry->name});
            if (text.len && !entry->is_ambiguous)
                *map_at(program->arena, &program->by_name, arena_copy(program->arena, text)) = program->classes.len - 1;
        }
    }
}

// "#3" in a record.
static uint32_t own_class(const Program *program, uint32_t record, Str name)
{
    uint32_t number = number_in(str_from_byte(name, 1));
    return number && number <= program->records[record]->index.classes.len ? program->first_class[record] + number - 1 : 0;
}

// The number of the class that a record calls so, 0 = not in the program.
static uint32_t class_named(Program *program, uint32_t record, Str name)
{
    Key key;
    if (str_starts(name, STR("#"))) return own_class(program, record, name);
    ArenaMark mark = arena_mark(program->arena);
    Definitions found = modules_find(program->modules, program->arena, record, name);
    uint32_t number = 0;
    for (uint32_t i = 0; !number && i < found.len; i++) {
        Str text = key_of(&key, found.at[i]);
        number = text.len ? map_get(&program->by_name, text) : 0;
    }
    arena_rewind(program->arena, mark);
    return number;
}

static void add_link(Program *program, uint32_t *list, uint32_t to)
{
    *array_push(program->arena, &program->links) = (Link){to, *list};
    *list = program->links.len - 1;
}

static void link_bases(Program *program, uint32_t record, uint32_t number)
{
    const ClassEntry *entry = program->classes.at[number].entry;
    for (uint32_t i = 0; i < entry->bases.len; i++) {
        uint32_t base = class_named(program, record, entry->bases.at[i]);
        ClassNode *node = &program->classes.at[number];
        if (!base) {
            node->is_open |= !py_is_stdlib(entry->bases.at[i]);
        } else if (base != number) {
            add_link(program, &node->above, base);
            add_link(program, &program->classes.at[base].below, number);
        }
    }
}

static void link_classes(Program *program)
{
    program->modules = modules_open(program->arena, program->records, program->count);
    number_classes(program);
    for (uint32_t i = 0; i < program->count; i++)
        for (uint32_t j = 0; j < program->records[i]->index.classes.len; j++) link_bases(program, i, program->first_class[i] + j);
}

// --- questions ---------------------------------------------------------------------------------------------------

static void add_linked(Program *program, uint32_t list, Numbers *numbers)
{
    for (; list; list = program->links.at[list].next) {
        ClassNode *node = &program->classes.at[program->links.at[list].to];
        if (node->seen == program->questions) continue;
        node->seen = program->questions;
        *array_push(program->arena, numbers) = program->links.at[list].to;
    }
}

// The classes that the question is about.
static Numbers classes_asked(Program *program, uint32_t number, Where where)
{
    Numbers numbers = {0};
    bool goes_down = where == CLASSES_BELOW || where == CLASS_FAMILY, goes_up = where != CLASS_ITSELF && where != CLASSES_BELOW;
    program->classes.at[number].seen = ++program->questions;
    *array_push(program->arena, &numbers) = number;
    for (uint32_t i = 0; goes_down && i < numbers.len; i++) add_linked(program, program->classes.at[numbers.at[i]].below, &numbers);
    for (uint32_t i = 0; goes_up && i < numbers.len; i++) add_linked(program, program->classes.at[numbers.at[i]].above, &numbers);
    return numbers;
}

static bool class_says(const ClassNode *node, Str fact)
{
    if (str_is(fact, "exists")) return true;
    return str_is(fact, "open") ? node->is_open : facts_have(&node->entry->facts, fact_hash(fact, (Str){0}));
}

// The nearest class that says something of the argument is the one whose __init__ runs.
static bool is_kept(const Program *program, Numbers numbers, Str argument)
{
    uint32_t holds = fact_hash(STR("holds"), argument), drops = fact_hash(STR("drops"), argument);
    for (uint32_t i = 0; i < numbers.len; i++) {
        const Facts *facts = &program->classes.at[numbers.at[i]].entry->facts;
        if (facts_have(facts, holds) || facts_have(facts, drops)) return facts_have(facts, holds);
    }
    return false;
}

static bool is_taken(const Program *program, Numbers numbers, Str method)
{
    uint32_t takes = fact_hash(STR("takes"), method), defines = fact_hash(STR("defines"), method);
    for (uint32_t i = 0; i < numbers.len; i++) {
        const Facts *facts = &program->classes.at[numbers.at[i]].entry->facts;
        if (facts_have(facts, defines)) return facts_have(facts, takes);
    }
    return false;
}

static bool any_kept(const Program *program, Numbers numbers, Str arguments)
{
    Str argument;
    while (str_cut(&arguments, '|', &argument))
        if (is_kept(program, numbers, argument)) return true;
    return false;
}

static bool some_class_says(Program *program, uint32_t record, Question question)
{
    uint32_t number = class_named(program, record, question.subject);
    if (!number) return false;
    Numbers numbers = classes_asked(program, number, question.where);
    if (question.where == CLASS_KEEPER) return any_kept(program, numbers, question.fact);
    if (question.where == CLASS_TAKER) return is_taken(program, numbers, question.fact);
    bool is_itself_asked = question.where != CLASSES_ABOVE && question.where != CLASSES_BELOW;
    for (uint32_t i = is_itself_asked ? 0 : 1; i < numbers.len; i++)
        if (class_says(&program->classes.at[numbers.at[i]], question.fact)) return true;
    return false;
}

static bool some_module_says(Program *program, uint32_t record, Question question)
{
    Definitions found = modules_find(program->modules, program->arena, record, question.subject);
    for (uint32_t i = 0; i < found.len; i++) {
        const Index *index = &program->records[found.at[i].record]->index;
        if (facts_have(&index->facts, fact_hash(question.fact, found.at[i].name))) return true;
    }
    return false;
}

static bool part_holds(Program *program, uint32_t record, Str part)
{
    Question question = question_of(part);
    if (question.where == SOME_FILE) return some_file_says(program, record, question.fact);
    if (question.where == MOSTLY) return is_mostly_so(program, record, question);
    ArenaMark mark = arena_mark(program->arena);
    bool holds = question.where == IN_MODULE ? some_module_says(program, record, question) : some_class_says(program, record, question);
    arena_rewind(program->arena, mark);
    return holds;
}

static bool line_holds(Program *program, uint32_t record, Str line)
{
    Str part;
    if (!str_cut(&line, '\t', &part) || !part_holds(program, record, part)) return false;
    while (str_cut(&line, '\t', &part))
        if (part_holds(program, record, part)) return false;
    return true;
}

Program *program_open(Arena *arena, const Record *const *records, uint32_t count)
{
    Program *program = arena_new(arena, Program);
    *program = (Program){.arena = arena, .records = records, .count = count};
    bool asks_more = false;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < records[i]->findings.len; j++) {
            note_questions(program, records[i]->findings.at[j].unless, &asks_more);
            note_questions(program, records[i]->findings.at[j].only_if, &asks_more);
        }
    facts_settle(&program->asked);
    program->is_said = arena_array(arena, uint8_t, program->asked.len + 1);
    for (uint32_t i = 0; i < count; i++) note_said(program, &records[i]->index);
    if (asks_more) link_classes(program);
    return program;
}

bool program_upholds(Program *program, uint32_t record, const Finding *finding)
{
    Str line, unless = finding->unless, only_if = finding->only_if;
    while (str_cut(&unless, '\n', &line))
        if (line_holds(program, record, line)) return false;
    while (str_cut(&only_if, '\n', &line))
        if (!line_holds(program, record, line)) return false;
    return true;
}
