// The language server, in conversations: through the protocol's own client library, and in real editors.
#include "consumer.h"
#include "shell.h"

static bool has_client_library(void) { return access(CONSUMER_MODULES "/vscode-languageserver-protocol", F_OK) == 0; }

// One scenario of tests/node/check_server.js.
static void converse(void **state)
{
    Shell shell;
    consumer_needs_node();
    consumer_skip_without(has_client_library(), "vscode-languageserver-protocol in tests/node/node_modules");
    shell_open(&shell);
    Ran ran = shell_run(&shell, "mkdir work && node '%s/tests/node/check_server.js' \"$memlint\" \"$PWD/work\" %s", MEMLINT_SOURCE_DIR, (const char *)*state);
    if (ran.status) fail_msg("%s:\n%.*s%.*s", (const char *)*state, FMT(ran.out), FMT(ran.err));
    shell_close(&shell);
}

// Runs an editor on a file with one finding that has a quick fix; tests/editors holds what it is told to do.
static void edit(const char *is_there, const char *command)
{
    Shell shell;
    consumer_skip_without(consumer_runs(is_there), "the editor, or its language client");
    shell_open(&shell);
    shell_write(&shell, "sample.py", STR("def squares(count):\n    for number in list(range(count)):\n        print(number, \"\xF0\x9F\x98\x80\")\n"));
    Ran ran = shell_run(&shell, "MEMLINT=\"$memlint\" HOME=\"$PWD\" XDG_CONFIG_HOME=\"$PWD\" timeout 120 %s", command);
    if (ran.status) fail_msg("%s:\n%.*s%.*s", command, FMT(ran.out), FMT(ran.err));
    Str text = shell_read(&shell, "sample.py");
    assert_has(text, "for number in range(count):\n");
    shell_close(&shell);
}

static void works_in_neovim(void **state)
{
    (void)state;
    edit("nvim --version >/dev/null 2>&1", "nvim --headless -u NONE -c 'luafile " MEMLINT_SOURCE_DIR "/tests/editors/neovim.lua'");
}

static void works_in_emacs(void **state)
{
    (void)state;
    edit("emacs --batch --eval \"(progn (package-initialize) (require 'eglot))\" >/dev/null 2>&1",
         "emacs --batch -l '" MEMLINT_SOURCE_DIR "/tests/editors/emacs.el'");
}

#define CONVERSATION(what) {.name = "converses: " what, .test_func = converse, .initial_state = what}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONVERSATION("pushes"),
        CONVERSATION("pulls"),
        CONVERSATION("cancels"),
        CONVERSATION("encodings"),
        CONVERSATION("fixes"),
        CONVERSATION("fixes-all"),
        CONVERSATION("suppresses"),
        CONVERSATION("hovers"),
        CONVERSATION("configures"),
        CONVERSATION("options"),
        CONVERSATION("names"),
        CONVERSATION("surveys"),
        CONVERSATION("survives"),
        CONVERSATION("lives"),
        CONVERSATION("malformed"),
        CONVERSATION("fuzzes"),
        cmocka_unit_test(works_in_neovim),
        cmocka_unit_test(works_in_emacs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
