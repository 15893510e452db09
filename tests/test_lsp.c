// The two parts of the language server that need no client: the text of a document, and the stream of messages.
#include "lsp/buffer.h"
#include "lsp/client.h"
#include "lsp/frame.h"

#include "shell.h"

// --- the text --------------------------------------------------------------------------------------------------

static void counts_in_both_encodings(void **state)
{
    (void)state;
    Buffer buffer = {0};
    buffer_set(&buffer, STR("a\xF0\x9F\x98\x80\xC3\xA9z\r\nsecond\rthird\n"));
    assert_int_equal(buffer.lines.len, 4);
    static const struct { uint32_t byte, utf16, utf8; } places[] = {{0, 0, 0}, {1, 1, 1}, {5, 3, 5}, {7, 4, 7}, {8, 5, 8}};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        assert_int_equal(buffer_caret(&buffer, ENCODING_UTF16, places[i].byte).character, places[i].utf16);
        assert_int_equal(buffer_caret(&buffer, ENCODING_UTF8, places[i].byte).character, places[i].utf8);
        assert_int_equal(buffer_byte(&buffer, ENCODING_UTF16, (Caret){0, places[i].utf16}), places[i].byte);
        assert_int_equal(buffer_byte(&buffer, ENCODING_UTF8, (Caret){0, places[i].utf8}), places[i].byte);
    }
    assert_int_equal(buffer_caret(&buffer, ENCODING_UTF16, 12).line, 1);
    assert_int_equal(buffer_byte(&buffer, ENCODING_UTF16, (Caret){2, 1}), 18);
    buffer_done(&buffer);
}

// Between the halves of a character, behind the end of a line, behind the end of the text.
static void takes_the_nearest_place(void **state)
{
    (void)state;
    Buffer buffer = {0};
    buffer_set(&buffer, STR("\xF0\x9F\x98\x80" "b\r\nc"));
    assert_int_equal(buffer_byte(&buffer, ENCODING_UTF16, (Caret){0, 1}), 0);
    assert_int_equal(buffer_byte(&buffer, ENCODING_UTF8, (Caret){0, 3}), 0);
    assert_int_equal(buffer_byte(&buffer, ENCODING_UTF16, (Caret){0, UINT32_MAX}), 5);
    assert_int_equal(buffer_byte(&buffer, ENCODING_UTF16, (Caret){9, 0}), 8);
    assert_int_equal(buffer_caret(&buffer, ENCODING_UTF16, 99).character, 1);
    buffer_done(&buffer);
}

static void assert_text(const Buffer *buffer, const char *wanted)
{
    if (!str_is(buffer->text, wanted)) fail_msg("'%.*s' is not '%s'", FMT(buffer->text), wanted);
}

static void changes_what_is_between_two_places(void **state)
{
    (void)state;
    Buffer buffer = {0};
    buffer_set(&buffer, STR(""));
    assert_int_equal(buffer.lines.len, 1);
    buffer_change(&buffer, ENCODING_UTF16, (Caret){0, 0}, (Caret){0, 0}, STR("one\ntwo\nthree"));
    buffer_change(&buffer, ENCODING_UTF16, (Caret){0, 3}, (Caret){2, 0}, STR(" \xF0\x9F\x98\x80 "));
    assert_text(&buffer, "one \xF0\x9F\x98\x80 three");
    buffer_change(&buffer, ENCODING_UTF16, (Caret){0, 6}, (Caret){0, 7}, STR("\n"));
    assert_text(&buffer, "one \xF0\x9F\x98\x80\nthree");
    buffer_change(&buffer, ENCODING_UTF16, (Caret){1, 2}, (Caret){0, 1}, STR("!"));  // the wrong way round: an insertion
    assert_text(&buffer, "one \xF0\x9F\x98\x80\nth!ree");
    buffer_change(&buffer, ENCODING_UTF16, (Caret){5, 0}, (Caret){9, 9}, STR("."));
    assert_text(&buffer, "one \xF0\x9F\x98\x80\nth!ree.");
    assert_int_equal(buffer.lines.len, 2);
    buffer_done(&buffer);
}

// --- the stream ------------------------------------------------------------------------------------------------

// What comes out when the bytes arrive in pieces of `size`: bodies in brackets, "!" for what was dropped.
static Str messages(Arena *arena, Str bytes, size_t size)
{
    Frames frames = {0};
    Str all = STR(""), body;
    for (size_t at = 0; at < bytes.len; at += size) {
        frames_feed(&frames, str_slice(bytes, at, at + size));
        for (FrameKind kind; (kind = frames_next(&frames, &body)) != FRAME_NONE;)
            all = kind == FRAME_WHOLE ? arena_format(arena, "%.*s[%.*s]", FMT(all), FMT(body)) : arena_format(arena, "%.*s!", FMT(all));
    }
    frames_done(&frames);
    return all;
}

static void assert_messages(Str bytes, const char *wanted)
{
    Arena arena = {0};
    for (size_t size = 1; size <= bytes.len + 1; size++) {
        Str all = messages(&arena, bytes, size);
        if (!str_is(all, wanted)) fail_msg("in pieces of %zu: '%.*s' is not '%s'", size, FMT(all), wanted);
    }
    arena_close(&arena);
}

static void reads_messages_however_they_arrive(void **state)
{
    (void)state;
    assert_messages(STR("Content-Length: 2\r\n\r\nabContent-Length: 0\r\n\r\nContent-Length:1\r\nContent-Type: x\r\n\r\nc"), "[ab][][c]");
    assert_messages(STR("content-length: 1\n\naCONTENT-LENGTH:  3 \r\n\r\n\r\n\n"), "[a][\r\n\n]");
}

static void finds_its_way_after_what_is_no_header(void **state)
{
    (void)state;
    assert_messages(STR("nonsense\r\n\r\nContent-Length: 1\r\n\r\na"), "![a]");
    assert_messages(STR("Content-Length: x\r\n\r\nContent-Length: 18446744073709551617\r\n\r\nContent-Length: 1\r\n\r\na"), "!![a]");
    assert_messages(STR("nonsense\r\nContent-Length: 1\r\n\r\na"), "[a]");
}

static void passes_over_what_is_too_large(void **state)
{
    (void)state;
    enum { SIZE = (64 << 20) + 1, PIECE = 1 << 16 };
    static char blanks[PIECE];
    Frames frames = {0};
    Str body;
    frames_feed(&frames, STR("Content-Length: 67108865\r\n\r\n"));
    assert_int_equal(frames_next(&frames, &body), FRAME_BROKEN);
    for (uint32_t left = SIZE; left;) {
        uint32_t size = left < PIECE ? left : PIECE;
        frames_feed(&frames, (Str){blanks, size});
        assert_int_equal(frames_next(&frames, &body), FRAME_NONE);
        left -= size;
    }
    assert_true(arena_held(&frames.room) < PIECE * 4);
    frames_feed(&frames, STR("Content-Length: 1\r\n\r\na"));
    assert_int_equal(frames_next(&frames, &body), FRAME_WHOLE);
    frames_done(&frames);
}

// --- names -----------------------------------------------------------------------------------------------------

static void reads_paths_from_uris(void **state)
{
    (void)state;
    Arena arena = {0};
    static const struct { const char *uri, *path; } rows[] = {
        {"file:///a/b%20c.py", "/a/b c.py"}, {"file://localhost/a%c3%A4", "/a\xC3\xA4"}, {"file:///a%2", "/a%2"}, {"file:///a%zz%", "/a%zz%"},
        {"untitled:Untitled-1", ""}, {"file:///a%00b", ""}, {"", ""}, {"file://", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str path = client_path(&arena, str_from(rows[i].uri));
        if (!str_is(path, rows[i].path)) fail_msg("%s gives '%.*s'", rows[i].uri, FMT(path));
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_in_both_encodings),
        cmocka_unit_test(takes_the_nearest_place),
        cmocka_unit_test(changes_what_is_between_two_places),
        cmocka_unit_test(reads_messages_however_they_arrive),
        cmocka_unit_test(finds_its_way_after_what_is_no_header),
        cmocka_unit_test(passes_over_what_is_too_large),
        cmocka_unit_test(reads_paths_from_uris),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
