#include "source/toml.h"

#include "shell.h"

static void print(Arena *arena, const Toml *value, Str *out)
{
    switch (value->kind) {
    case TOML_STRING: *out = arena_format(arena, "%.*s'%.*s'", FMT(*out), FMT(value->text)); return;
    case TOML_INTEGER: *out = arena_format(arena, "%.*s%lld", FMT(*out), (long long)value->number); return;
    case TOML_BOOLEAN: *out = arena_format(arena, "%.*s%s", FMT(*out), value->number ? "true" : "false"); return;
    case TOML_OTHER: *out = arena_format(arena, "%.*s?", FMT(*out)); return;
    case TOML_TABLE:
    case TOML_ARRAY: break;
    }
    bool is_table = value->kind == TOML_TABLE;
    *out = arena_format(arena, "%.*s%c", FMT(*out), is_table ? '{' : '[');
    for (const Toml *item = value->first; item; item = item->next) {
        *out = arena_format(arena, "%.*s%s%.*s%s", FMT(*out), item == value->first ? "" : " ", FMT(item->key), is_table ? "=" : "");
        print(arena, item, out);
    }
    *out = arena_format(arena, "%.*s%c", FMT(*out), is_table ? '}' : ']');
}

// The document in one line, or what is wrong with it.
static const char *read_text(Arena *arena, Str text)
{
    Source source;
    Toml *document;
    Problem why = {0};
    if (!source_from_text(arena, STR("a.toml"), LANG_PYTHON, text, &source, &why)) return arena_terminated(arena, why.text);
    if (!toml_read(arena, &source, &document, &why)) return arena_terminated(arena, why.text);
    Str out = STR("");
    print(arena, document, &out);
    return arena_terminated(arena, out);
}

static void reads_values_and_tables(void **state)
{
    (void)state;
    static const struct { const char *text, *wanted; } cases[] = {
        {"", "{}"},
        {"a = 1\nb = true # so\n\nc = 'x'", "{a=1 b=true c='x'}"},
        {"a = [1, 'x', [true],\n # one\n]", "{a=[1 'x' [true]]}"},
        {"a.b.c = 1\na.b.d = 2\n\"a.b\" = 3", "{a={b={c=1 d=2}} a.b=3}"},
        {"[t]\nx = 1\n[t.u]\ny = 2\n[v]", "{t={x=1 u={y=2}} v={}}"},
        {"[a.b]\nx = 1\n[a]\ny = 2", "{a={b={x=1} y=2}}"},
        {"[[l]]\nx = 1\n[[l]]\nx = 2\n[l.m]\ny = 3", "{l=[{x=1} {x=2 m={y=3}}]}"},
        {"a = {x = 1, y.z = 2}", "{a={x=1 y={z=2}}}"},
        {"a = 0x1F\nb = 1_000\nc = -7\nd = 0o17\ne = 0b101", "{a=31 b=1000 c=-7 d=15 e=5}"},
        {"a = 1.5\nb = 1979-05-27", "{a=? b=?}"},
        {"a = \"t\\tq\\\"\\u00e9\\U0001F40D\"\nb = '\\n'", "{a='t\tq\"\xC3\xA9\xF0\x9F\x90\x8D' b='\\n'}"},
        {"a = \"\"\"\none\\\n   two\n\"\"\"\nb = '''\nx'y'''", "{a='onetwo\n' b='x'y'}"},
        {"a = \"\"\r\nb = ''\r\n", "{a='' b=''}"},
        {"\"\" = 1\n'k\\' = 2\n\"q\\\"r\" = 3", "{=1 k\\=2 q\"r=3}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Arena arena = {0};
        assert_string_equal(read_text(&arena, str_from(cases[i].text)), cases[i].wanted);
        arena_close(&arena);
    }
}

static void says_where_it_is_wrong(void **state)
{
    (void)state;
    static const struct { const char *text, *wanted; } cases[] = {
        {"a = 1\nb = \n", "a.toml:2:"},
        {"a = 1\n  a = 2", "a.toml:2:3: 'a' is given twice"},
        {"a.b = 1\na.b = 2", "a.toml:2:3: 'b' is given twice"},
        {"[t]\n[t]", "a.toml:2:2: the table 't' is given twice"},
        {"a = 1\n[a.b]", "a.toml:2:2: 'a' is a number already, no table"},
        {"a = {x = 1}\na.y = 2", "a.toml:2:1: 'a' stands in braces"},
        {"a = [1]\n[[a]]", "a.toml:2:3: 'a' is given twice"},
        {"a = \"\\uD800\"", "a.toml:1:5: there is no character of that number"},
        {"a = 99999999999", "a.toml:1:5: no setting takes a number of that size"},
        {"a = [", "a.toml:1:"},
        {"]]]", "a.toml:1:1: this is no TOML"},
        {"a = \"x", "a.toml:1:"},
        {"a", "a.toml:1:"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Arena arena = {0};
        assert_has(str_from(read_text(&arena, str_from(cases[i].text))), cases[i].wanted);
        arena_close(&arena);
    }
}

// Neither deep nor long input may cost more than it is worth.
static void survives_what_nobody_writes(void **state)
{
    (void)state;
    Arena arena = {0};
    enum { MANY = 100000 };
    char *text = arena_push(&arena, MANY * 12 + 16);
    memcpy(text, "a = ", 4);
    memset(text + 4, '[', MANY);
    read_text(&arena, (Str){text, MANY + 4});
    memset(text + 4 + MANY, ']', MANY);
    assert_has(str_from(read_text(&arena, (Str){text, 2 * MANY + 4})), "this is nested too deep");
    size_t len = 0;
    for (int i = 0; i < MANY; i++) len += (size_t)snprintf(text + len, 13, "k%05d = 1\n", i);
    double start = os_seconds();
    Source source;
    Toml *document;
    Problem why;
    assert_true(source_from_text(&arena, STR("a.toml"), LANG_PYTHON, (Str){text, len}, &source, &why));
    assert_true(toml_read(&arena, &source, &document, &why));
    assert_true(os_seconds() - start < 20);
    assert_string_equal(arena_terminated(&arena, document->last->key), "k99999");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values_and_tables),
        cmocka_unit_test(says_where_it_is_wrong),
        cmocka_unit_test(survives_what_nobody_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
