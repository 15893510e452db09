"""usage: adoption.py BINARY PROJECT

Tries memlint on a large project that has findings: a baseline of all of them, 20 lines put above each, and nothing is new; one
pitfall more, and exactly that is. Works on a copy. Not part of ctest: the project is the caller's, such as /usr/lib/python3.11.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PITFALL = "\n\ndef remember_for_ever(key, seen=[]):\n    seen.append(key)\n    return seen\n"


def lint(binary, folder, *arguments):
    ran = subprocess.run([binary, "--isolated", "--min-severity", "info", "--fail-on", "info", "--allow-incomplete", "--no-respect-gitignore",
                          "--output-format", "json", *arguments, "."], cwd=folder, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"memlint ends with {ran.returncode}:\n{ran.stderr}")
    return json.loads(ran.stdout)["diagnostics"] if ran.stdout.startswith("{") else []


def statement_lines(path):
    """Lines (from 1) of a Python file above which a comment may be put: none inside a text or a bracket."""
    import tokenize
    starts, after_newline = set(), True
    with open(path, "rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in (tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.NL):
                continue
            if after_newline:
                starts.add(token.start[0])
            after_newline = token.type == tokenize.NEWLINE
    return starts


def push_down(path, lines):
    """Puts 20 lines above the statement of each of the lines, and says above how many; none in a file that is no Python of today."""
    try:
        starts = statement_lines(path)
    except (SyntaxError, IndentationError):
        return 0
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        text = file.read().splitlines(keepends=True)
    places = {max((start for start in starts if start <= line), default=1) for line in lines}
    for place in sorted(places, reverse=True):
        text[place - 1:place - 1] = ["# moved\n"] * 20
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.writelines(text)
    return len(places)


def main():
    binary, project = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as work:
        folder = f"{work}/project"
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns("test", "tests", "__pycache__", ".git", "*.so"))
        count = sum(sum(1 for _ in open(os.path.join(place, name), "rb"))
                    for place, _, names in os.walk(folder) for name in names if name.endswith((".py", ".c", ".h")))
        found = lint(binary, folder)
        lint(binary, folder, "--write-baseline", f"{work}/baseline.json")
        by_file = {}
        for finding in found:
            by_file.setdefault(finding["path"], []).append(finding["line"])
        pushed = sum(push_down(f"{folder}/{path}", lines) for path, lines in by_file.items() if path.endswith(".py"))
        new = lint(binary, folder, "--baseline", f"{work}/baseline.json")
        victim = next(path for path in sorted(by_file) if path.endswith(".py"))
        with open(f"{folder}/{victim}", "a") as file:
            file.write(PITFALL)
        more = lint(binary, folder, "--baseline", f"{work}/baseline.json")
    print(f"{count} lines, {len(found)} findings; 20 lines above {pushed} places: {len(new)} new; one pitfall more: {len(more)} new")
    for finding in new + more:
        print(f"  {finding['path']}:{finding['line']}: {finding['rule']}")
    return 0 if found and pushed and not new and len(more) == 1 else 1


sys.exit(main())
