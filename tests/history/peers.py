#!/usr/bin/env python3
"""How many of the bugs of python.tsv would ruff or pylint have said before?

usage: peers.py TOOL LIST CHECKOUTS [WORD ...]

TOOL is pylint, or the folder of node modules that has @astral-sh/ruff-wasm-nodejs. Each is given the changed file alone, before the fix and after it, with the
rules of peers.tsv: those that speak of memory or resources and fit the kind of the bug. A hit stands inside `where`, its message or its line names the
subject; it is gone when the file after the fix has no such message at a line of the same text.
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

import check

Said = collections.namedtuple("Said", "code line text")

# Newer versions say a rule's name instead of its code: each code has a workspace of its own.
RUFF = """const { Workspace } = require(process.argv[1] + '/@astral-sh/ruff-wasm-nodejs');
const workspaces = {};
const ask = (code, source) => {
  workspaces[code] ??= new Workspace({ preview: true, lint: { preview: true, select: [code] } }, 0);
  try { return workspaces[code].check(source).map((found) => [code, found.start_location.row, found.message]); } catch (error) { return []; }
};
const tasks = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(tasks.map(([codes, source]) => codes.flatMap((code) => ask(code, source)))));
"""


def run_ruff(modules, tasks):
    given = json.dumps([(sorted(codes), source) for codes, source in tasks])
    answer = subprocess.run(["node", "-e", RUFF, modules], input=given, capture_output=True, text=True, check=True).stdout
    return [[Said(*found) for found in found_of_one] for found_of_one in json.loads(answer)]


def run_pylint(codes, source):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "module.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        command = ["pylint", "--rcfile=/dev/null", "--disable=all", "--enable=" + ",".join(sorted(codes)), "--output-format=json", path]
        answer = subprocess.run(command, capture_output=True, text=True).stdout
    return [Said(found["message-id"], found["line"], found["message"]) for found in json.loads(answer or "[]")]


def run(tool, tasks):
    if tool == "pylint":
        return [run_pylint(codes, source) for codes, source in tasks]
    return run_ruff(os.path.abspath(tool), tasks)


def hits_of(bug, source, found):
    lines, text = check.lines_of(bug, source), source.splitlines()
    hits = []
    for said in found:
        is_inside = any(first <= said.line <= last for first, last in lines)
        is_named = bug.subject == "-" or re.search(r"\b%s\b" % re.escape(bug.subject), said.text + " " + text[said.line - 1])
        if is_inside and is_named:
            hits.append((said.code, text[said.line - 1].strip(), said.line))
    return hits


def source_of(folder, bug, version):
    return check.git(folder, "show", version + ":" + bug.path).decode(errors="replace")


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    tool, table, checkouts, words = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    column = 2 if tool == "pylint" else 1
    codes = {row[0]: set(row[column].split(",")) - {"-"} for row in check.read_table(os.path.join(check.HERE, "peers.tsv"))}
    bugs = [check.Bug(*row) for row in check.read_table(table) if all(word in "\t".join(row) for word in words)]
    missing = {bug.repository for bug in bugs if not check.checkout(checkouts, bug.repository)}
    bugs = [bug for bug in bugs if bug.repository not in missing and codes[bug.kind]]
    folders = [check.checkout(checkouts, bug.repository) for bug in bugs]
    tasks = [(codes[bug.kind], source_of(folder, bug, bug.commit + end)) for bug, folder in zip(bugs, folders) for end in ("^", "")]
    answers, sources = run(tool, tasks), [source for _, source in tasks]
    counts = collections.defaultdict(lambda: [0, 0])
    for number, bug in enumerate(bugs):
        before, after = answers[2 * number], answers[2 * number + 1]
        hits = hits_of(bug, sources[2 * number], before)
        text = sources[2 * number + 1].splitlines()
        left = {(said.code, text[said.line - 1].strip()) for said in after}
        is_gone = any((code, line) not in left for code, line, _ in hits)
        for key in (bug.kind, "all") if hits else ():
            counts[key] = [old + new for old, new in zip(counts[key], (1, is_gone))]
        if hits:
            print("hit, gone " if is_gone else "hit, stays", bug.kind, bug.repository, bug.commit[:12], bug.path, *(f"{line}:{code}" for code, _, line in hits))
    for kind in sorted(counts, key=lambda kind: (kind == "all", kind)):
        print(f"{kind:10} hits {counts[kind][0]:3} gone {counts[kind][1]:3}")
    check.tell_missing(checkouts, missing)


if __name__ == "__main__":
    main()
