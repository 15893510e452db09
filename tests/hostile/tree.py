#!/usr/bin/env python3
"""usage: tree.py FOLDER DEPTH

Builds a tree of everything that is known to break linters into FOLDER: what is no file, names that write on terminals, bytes of every encoding, nesting of
every bracket and operator to DEPTH in both languages, headers without end. sound.py and sound.c, which have a finding each, stand in most folders.
"""
import os
import socket
import stat
import sys

SOUND_PYTHON = "def collect(item, into=[]):\n    into.append(item)\n    return into\n"
SOUND_C = "#include <stdlib.h>\nvoid grow(size_t n)\n{\n    char *p = malloc(n);\n    p = realloc(p, n * 2);\n    free(p);\n}\n"


def write(folder, name, text):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def sub(folder, name):
    path = os.path.join(folder, name)
    os.mkdir(path)
    write(path, "sound.py", SOUND_PYTHON)
    write(path, "sound.c", SOUND_C)
    return path


def special_files(top):
    folder = sub(top, "special")
    os.mkfifo(os.path.join(folder, "fifo.c"))
    os.mkfifo(os.path.join(folder, "fifo.py"))
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(folder)  # the name of a socket is short
        listener.bind("socket.py")
        os.chdir(here)
    for name, target in (("zero.c", "/dev/zero"), ("full.py", "/dev/full"), ("gone.py", "nowhere"), ("loop.c", "loop.c"), ("a.py", "b.py"), ("b.py", "a.py"),
                         ("up", ".."), ("self", "."), ("root", "/")):
        os.symlink(target, os.path.join(folder, name))
    try:
        os.mknod(os.path.join(folder, "device.c"), 0o666 | stat.S_IFCHR, os.makedev(1, 5))  # gives zeros for ever
        os.mknod(os.path.join(folder, "device.py"), 0o666 | stat.S_IFBLK, os.makedev(7, 63))
    except PermissionError:
        pass  # root's right only
    os.mkdir(os.path.join(folder, "folder.py"))
    os.mkdir(os.path.join(folder, "closed"))
    write(os.path.join(folder, "closed"), "secret.py", SOUND_PYTHON)
    os.chmod(os.path.join(folder, "closed"), 0)
    write(folder, "unreadable.py", SOUND_PYTHON)
    os.chmod(os.path.join(folder, "unreadable.py"), 0)
    with open(os.path.join(folder, "sparse.c"), "wb") as file:
        file.truncate(5 << 30)


def names(top):
    folder = sub(top, "names")
    for name in (b"escape\x1b[2J.py", b"title\x1b]0;owned\x07.c", b"line\nfeed.py", b"return\r.c", b"per%20cent%s%n.py", b"bad\xff\xfeutf8.py", b"c1\xc2\x9b2J.py",
                 b"-dash.py", b"--fix.py", b"@list.py", b"::set-output name=x::y.py", b"<script>alert(1)<script>.py", b"a\"b'c`d$(e).py", b"bidi\xe2\x80\xae.py",
                 b"  space  .py", b"#hash?query.py", b"back\\slash.c", b"*.py", b"[x].c", b"colon:1:2.py", b"C:.c", b"pipe|star.c", b"x" * 252 + b".py", b"\xf0\x9f\x92\xa3.c"):
        write(folder, name, SOUND_PYTHON if name.endswith(b".py") else SOUND_C)


def deep_path(top, depth):
    sub(top, "deep")
    here = os.getcwd()
    os.chdir(os.path.join(top, "deep"))
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    with open("bottom.py", "w") as file:
        file.write(SOUND_PYTHON)
    os.chdir(here)


def encodings(top):
    folder = sub(top, "encodings")
    python = "# -*- coding: {} -*-\nname = 'caf\u00e9'\n" + SOUND_PYTHON
    c = "/* caf\u00e9 */\n" + SOUND_C
    codecs = ("utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp037")
    for codec in codecs:
        for ending, new_line in (("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r"), ("ls", "\u2028" if "utf" in codec else "\x0c"), ("mixed", "\r\r\n\n")):
            for cookie in (codec, "latin-1", "nonsense"):
                write(folder, f"{codec}-{ending}-{cookie}.py", python.format(cookie).replace("\n", new_line).encode(codec))
            write(folder, f"{codec}-{ending}.c", c.replace("\n", new_line).encode(codec))
            write(folder, f"{codec}-{ending}-end.c", c.rstrip("\n").replace("\n", new_line).encode(codec))
    for number, octets in enumerate((b"\x00", b"\xff" * 1000, b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", bytes(range(256)), b"\x1a", b"\x00" * 65536, b"")):
        write(folder, f"bytes{number}.py", octets + SOUND_PYTHON.encode() + octets)
        write(folder, f"bytes{number}.c", octets + SOUND_C.encode() + octets)
        write(folder, f"string{number}.py", b"x = '''" + octets + b"'''\n" + SOUND_PYTHON.encode())
        write(folder, f"only{number}.c", octets)
        write(folder, f"only{number}.py", octets)


def nested_c(n):
    def function(text):
        return "struct s { struct s *n; int v; }; int g(); int f(int a, struct s *p, int *q, int (*h)()) { " + text + " }\n"

    return {
        **{name: function("return " + text * n + "a; ") for name, text in
           {"not": "!", "minus": "- ", "plus": "+ ", "tilde": "~", "indirection": "*&", "cast": "(int)", "sizeof": "sizeof ", "sum": "a + ", "product": "a * ", "and": "a && ",
            "or": "a || ", "comma": "a, ", "choice": "a ? a : ", "choice-left": "a ? ", "shift": "a << ", "compare": "a < ", "increment": "++", "not-minus": "!-", "bits": "a | "}.items()},
        "assign": function("a " + "= a " * n + ";"), "parens": function("return " + "(" * n + "a" + ")" * n + ";"), "arrow": function("p = p" + "->n" * n + ";"),
        "index": function("a = q" + "[0]" * n + ";"), "calls": function("h" + "()" * n + ";"), "arguments": function("g(" * n + "a" + ")" * n + ";"),
        "braces": function("{" * n + "}" * n), "brackets": function("q" + "[a" * n + "]" * n + ";"), "if": function("if (a) " * n + ";"), "else": function("if (a) ; " + "else if (a) ; " * n),
        "while": function("while (a) " * n + ";"), "do": function("do " * n + ";" + "while (a);" * n), "for": function("for (;;) " * n + ";"), "switch": function("switch (a) " * n + "case 1: ;"),
        "case": function("switch (a) {" + "".join(f"case {i}: " for i in range(n)) + ";}"), "label": function("".join(f"l{i}: " for i in range(n)) + ";"),
        "statements": function("a++; " * n), "nothing": function(";" * n), "open-parens": "int x = " + "(" * n, "open-braces": "{" * n, "open-brackets": "int x" + "[" * n, "close": ")" * n + "}" * n,
        "star": "int " + "*" * n + "x;\n", "array": "int x" + "[1]" * n + ";\n", "declarator": "int " + "(" * n + "x" + ")" * n + ";\n", "pointer-functions": "int " + "(*" * n + "x" + ")()" * n + ";\n",
        "initializer": "int x[] = " + "{" * n + "1" + "}" * n + ";\n", "string": 'char *x = ' + '"a" ' * n + ";\n", "structs": "struct { " * n + "int x; " + "} y; " * n + "\n",
        "attribute": "__attribute__((unused)) " * n + "int x;\n", "conditionals": "#if 1\n" * n + "int x;\n" + "#endif\n" * n, "undone": "#if 1\n" * n, "lines": "\\\n" * n + "int x;\n",
        "comments": "/* memlint: ignore */ " * n + "\nint x;\n", "lines-of-comments": "// memlint: ignore[a, b] -- c\n" * n, "statement-expression": function("a = " + "({ " * n + "a;" + " })" * n + ";"),
        "generic": function("a = " + "_Generic(a, int: " * n + "a" + ")" * n + ";"), "compound": function("a = " + "(int){" * n + "a" + "}" * n + ";"), "quotes": '"' * (n * 2 + 1) + "\n",
    }


def nested_python(n):
    flat = min(n, 3000)  # deep by indentation is quadratic in bytes

    def blocks(head):
        return "".join("  " * i + head.replace("#", str(i)) + "\n" for i in range(flat)) + "  " * flat + "pass\n"

    return {
        **{name: "x = " + text * n + "a\n" for name, text in
           {"not": "not ", "minus": "-", "plus": "+", "tilde": "~", "sum": "a + ", "power": "a ** ", "and": "a and ", "or": "a or ", "lambda": "lambda: ", "choice": "a if a else ", "compare": "a < ",
            "in": "a in ", "await": "await ", "chain": "x = ", "matrix": "a @ ", "is": "a is not ", "defaults": "lambda b=a: ", "yield": "yield "}.items()},
        **{name: "x = " + left * n + "a" + right * n + "\n" for name, (left, right) in
           {"parens": "()", "brackets": "[]", "braces": "{}", "calls": ("f(", ")"), "subscripts": ("a[", "]"), "dictionaries": ("{1: ", "}"), "walrus": ("(b := ", ")"), "comprehensions": ("[", " for b in c]"),
            "generators": ("(", " for b in c)"), "tuples": ("(", ",)"), "stars": ("[*", "]"), "keywords": ("f(a=", ")"), "formatted": ("f'{", "}'"), "double-stars": ("{**", "}")}.items()},
        "attributes": "x = a" + ".b" * n + "\n", "applied": "x = a" + "(1)" * n + "\n", "indexed": "x = a" + "[0]" * n + "\n", "sliced": "x = a[" + ":" * n + "]\n", "open-parens": "(" * n, "open-brackets": "[" * n,
        "open-braces": "{" * n, "close": ")]}" * n, "elif": "if a:\n  pass\n" + "elif a:\n  pass\n" * n, "except": "try:\n  pass\n" + "except a:\n  pass\n" * n, "decorators": "@a\n" * n + "def f(): pass\n",
        "statements": "x = 1\n" * n, "semicolons": "x; " * n + "\n", "strings": "x = " + "'a' " * n + "\n", "lines": "x = \\\n" * n + "1\n", "comments": "# memlint: ignore[a, b] -- c\n" * n,
        "same-line": "x = 1  " + "# memlint: ignore " * n + "\n", "targets": "a, " * n + "= x\n", "nested-targets": "(" * n + "a" + ",)" * n + " = x\n", "globals": "def f():\n  global " + ", ".join(["a"] * n) + "\n",
        "imports": "import " + ".".join(["a"] * n) + "\n", "from": "from " + "." * n + " import a\n", "parameters": "def f(" + ", ".join(f"a{i}" for i in range(n)) + "): pass\n", "bases": "class A(" + "B, " * n + "): pass\n",
        "patterns": "match a:\n  case " + "[" * n + "b" + "]" * n + ": pass\n", "alternatives": "match a:\n  case " + "1 | " * n + "1: pass\n", "types": "x: " + "A[" * n + "B" + "]" * n + " = 1\n", "quotes": "'" * (n * 3 + 1),
        "with": "with " + ", ".join(["a"] * n) + ": pass\n", "delete": "del " + ", ".join(["a"] * n) + "\n", "indents": blocks("if a:"), "functions": blocks("def f#(a=[]):"), "classes": blocks("class A#:"),
        "loops": blocks("for a in b:"), "whiles": blocks("while a:"), "tries": blocks("with a:"), "dedents": "".join(" " * (i % 97) + "if a:\n" for i in range(n)), "tabs": "if a:\n" + "\t \t" * flat + "pass\n",
        "cells": "cache = {}\n" + "def f(k):\n  cache[k] = k\n" * min(n, 3000), "formats": "x = f'" + "{a:{b}}" * n + "'\n", "escapes": "x = '" + "\\N{DASH}" * n + "'\n",
    }


def nesting(top, depth):
    c, python = sub(top, "nested-c"), sub(top, "nested-python")
    for name, text in nested_c(depth).items():
        write(c, f"{name}.c", text)
    for name, text in nested_python(depth).items():
        write(python, f"{name}.py", text)


def width(top):
    folder = sub(top, "wide")
    many = 65540  # one above what 16 bits count
    write(folder, "elements.py", "x = [" + "1, " * many + "]\n")
    write(folder, "parens.py", "(" * many)
    write(folder, "statements.py", "x\n" * many)
    write(folder, "arguments.py", "f(" + "1, " * many + ")\n")
    write(folder, "elements.c", "int x[] = {" + "1, " * many + "};\n")
    write(folder, "members.c", "struct s {" + "".join(f"int a{i};" for i in range(many)) + "};\n")
    write(folder, "declarations.c", "".join(f"int a{i};\n" for i in range(many)))
    write(folder, "name.py", "a" * 1000000 + " = 1\n")
    write(folder, "name.c", "int " + "a" * 1000000 + ";\n")
    write(folder, "number.py", "x = " + "9" * 1000000 + "\n")
    write(folder, "number.c", "int x = " + "9" * 1000000 + ";\n")


def headers(top):
    folder = sub(top, "headers")
    os.mkfifo(os.path.join(folder, "fifo.h"))
    os.symlink("/dev/zero", os.path.join(folder, "zero.h"))
    os.symlink("gone.h", os.path.join(folder, "gone.h"))
    os.mkdir(os.path.join(folder, "folder.h"))
    os.mkdir(os.path.join(folder, "away"))
    write(folder, "bomb.c", "#define A0 x x x x x x x x x x\n" + "".join(f"#define A{i + 1} A{i} A{i} A{i} A{i} A{i} A{i} A{i} A{i} A{i} A{i}\n" for i in range(12)) + "int A12;\n")
    write(folder, "self.c", '#include "self.c"\n' + SOUND_C)
    write(folder, "two.c", '#include "two.c"\n#include "two.c"\n' + SOUND_C)
    for name in ("zero", "fifo", "gone", "folder"):
        write(folder, f"{name}.c", f'#include "{name}.h"\n{SOUND_C}')
    write(folder, "many.c", "".join(f'#include "no{i}.h"\n' for i in range(2000)) + SOUND_C)
    write(folder, "has.c", "#if __has_include(\"/dev/zero\")\n#endif\n" + SOUND_C)
    write(folder, "pragma.c", '#pragma GCC dependency "/dev/zero"\n#pragma push_macro("a")\n#pragma clang __debug crash\n' + SOUND_C)
    write(folder, "embed.c", "const char x[] = {\n#embed \"/dev/zero\"\n};\n" + SOUND_C)
    write(folder, "line.c", '#line 2147483647 "/etc/passwd"\n' + SOUND_C)
    write(folder, "asm.c", '__asm__(".incbin \\"/dev/zero\\"");\n' + SOUND_C)
    write(folder, "up.c", '#include "' + "../" * 1000 + 'etc/passwd"\n' + SOUND_C)


def others(top, depth):
    folder = sub(top, "others")
    write(folder, "deep.ipynb", '{"cells": ' + "[" * depth + "]" * depth + "}")
    write(folder, "broken.ipynb", '{"cells": [{"cell_type": "code", "source": ["def f(a=[]):\\n"')
    write(folder, "types.ipynb", '{"cells": [1, null, {"cell_type": "code", "source": 3}, {"cell_type": [], "source": [1, {}]}], "nbformat": "x"}')
    write(folder, "empty.ipynb", "")
    write(folder, ".gitignore", b"\xff\x00[[[\n!\n\\\n" + b"*" * 2000 + b"a\n" + b"**/" * 500 + b"b\n")
    write(folder, "program.py", "#!/bin/sh\ntouch executed\n")
    os.chmod(os.path.join(folder, "program.py"), 0o755)
    databases = sub(top, "databases")
    for number, text in enumerate(("[" * depth, '[{"directory":' + "{" * 10 + "}]", "[" + '{"file":"x.c"},' * 1000 + "]", b"\xff\xfe[]", '[{"directory":"/","file":"sound.c","command":"cc \'unclosed"}]',
                                   '[{"directory":3,"file":[],"arguments":[1,2]}]', '[{"directory":"/nowhere","file":"../../../../etc/passwd","command":"cc @x -c"}]')):
        part = sub(databases, f"d{number}")
        write(part, "compile_commands.json", text)


def build(top, depth):
    os.mkdir(top)
    write(top, "sound.py", SOUND_PYTHON)
    special_files(top)
    names(top)
    deep_path(top, 10000 if depth >= 10000 else 300)
    encodings(top)
    nesting(top, depth)
    width(top)
    headers(top)
    others(top, depth)
    if depth >= 100000:
        folder = sub(top, "long")
        write(folder, "line.py", "x = [" + "1, " * (50 << 20 >> 2) + "]\n")
        write(folder, "line.c", "int x[] = {" + "1, " * (50 << 20 >> 2) + "};\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build(os.path.abspath(sys.argv[1]), int(sys.argv[2]))
