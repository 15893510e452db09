#!/usr/bin/env python3
"""How many bugs that projects found and fixed themselves would memlint have said before?

usage: check.py MEMLINT LIST CHECKOUTS [WORD ...]

LIST is a table like python.tsv (for C there is check_c.py): kind, repository, commit of the fix, path, where, subject. `where` names the functions, classes or lines
(of the file before the fix) that hold the bug; `subject` is a name that the finding has to name, or '-'. kinds.tsv says which rules speak of
which kind. CHECKOUTS holds bare repositories, OWNER+NAME each. Only lines that contain every WORD are checked, when some are given.

memlint reads the whole package that the file belongs to, before the fix and after it. A hit is a finding of a fitting rule, before, in that
file, at or pointing at a place inside `where`, that names the subject; it is gone when the file has no finding of that rule with that text after the fix.
"""
import ast
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

Bug = collections.namedtuple("Bug", "kind repository commit path where subject")
HERE = os.path.dirname(os.path.abspath(__file__))


def read_table(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]


def git(folder, *arguments):
    return subprocess.run(["git", "--git-dir", folder, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def checkout(checkouts, repository):
    folder = os.path.join(checkouts, repository.replace("/", "+"))
    return folder if os.path.isdir(folder) else None


def package_of(folder, version, path):
    """The outermost folder above the file that is a package; the file's own folder where none is."""
    top = os.path.dirname(path)
    while git(folder, "ls-tree", "--name-only", version, os.path.join(os.path.dirname(top), "__init__.py")) and os.path.dirname(top):
        top = os.path.dirname(top)
    return top


def extract(folder, version, package, tree):
    archive = subprocess.Popen(["git", "--git-dir", folder, "archive", version, package or "."], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    subprocess.run(["tar", "-x", "-C", tree], stdin=archive.stdout, stderr=subprocess.DEVNULL)
    archive.wait()


def findings(memlint, tree, package, path):
    command = [memlint, "check", package or ".", "-j1", "--output-format", "json", "--no-progress", "--exit-zero"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=tree).stdout
    found = json.loads(answer or '{"diagnostics": []}')["diagnostics"]
    return [finding for finding in found if os.path.normpath(finding["path"]) == os.path.normpath(path)]


def spans_of(source):
    """Name -> lines of each function and class; later definitions of a name add theirs."""
    spans = collections.defaultdict(list)

    def visit(node, prefix):
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = prefix + child.name + "."
                first = min([child.lineno] + [decorator.lineno for decorator in child.decorator_list])
                spans[name[:-1]].append((first, child.end_lineno))
            visit(child, name)

    visit(ast.parse(source), "")
    return spans


def lines_of(bug, source):
    spans = spans_of(source)
    lines = []
    for place in bug.where.split(","):
        first, _, last = place.partition("-")
        lines += [(int(first), int(last or first))] if first.isdigit() else spans.get(place, [])
    return lines


def is_inside(bug, finding, lines):
    if finding["enclosing"] in bug.where.split(","):
        return True
    places = [finding["line"]] + [place["line"] for place in finding["related"] if place.get("path", finding["path"]) == finding["path"]]
    return any(first <= line <= last for first, last in lines for line in places)


def names(finding, subject, text):
    """Does the finding quote the subject, or stand on lines that name it?"""
    said = [finding["message"], *(place["message"] for place in finding["related"] + finding["path_steps"])]
    said += text[finding["line"] - 1 : finding["end_line"]]
    return subject == "-" or re.search(r"\b%s\b" % re.escape(subject), " ".join(said))


def look(memlint, folder, bug, version, package):
    with tempfile.TemporaryDirectory() as tree:
        extract(folder, version, package, tree)
        return findings(memlint, tree, package, bug.path)


def check(memlint, folder, bug, rules):
    """The fitting findings before the fix, and whether one of them is gone after it."""
    package = package_of(folder, bug.commit + "^", bug.path)
    source = git(folder, "show", bug.commit + "^:" + bug.path).decode(errors="replace")
    lines, text = lines_of(bug, source), source.splitlines()
    before = look(memlint, folder, bug, bug.commit + "^", package)
    hits = [finding for finding in before if finding["rule"] in rules and is_inside(bug, finding, lines) and names(finding, bug.subject, text)]
    if not hits:
        return hits, False
    told = {(finding["rule"], re.sub(r"\d+", "", finding["message"])) for finding in look(memlint, folder, bug, bug.commit, package)}
    return hits, any((finding["rule"], re.sub(r"\d+", "", finding["message"])) not in told for finding in hits)


def tell_missing(checkouts, repositories):
    for repository in sorted(repositories):
        folder = os.path.join(checkouts, repository.replace("/", "+"))
        print(f"no checkout of {repository}: git clone --bare https://github.com/{repository} {folder}")


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    memlint, table, checkouts, words = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
    rules = {kind: names.split(",") for kind, names in read_table(os.path.join(HERE, "kinds.tsv"))}
    bugs = [Bug(*row) for row in read_table(table) if all(word in "\t".join(row) for word in words)]
    missing, counts = set(), collections.defaultdict(lambda: [0, 0, 0])
    for bug in bugs:
        folder = checkout(checkouts, bug.repository)
        if not folder:
            missing.add(bug.repository)
            continue
        hits, is_gone = check(memlint, folder, bug, rules[bug.kind])
        for key in (bug.kind, "all"):
            counts[key] = [old + new for old, new in zip(counts[key], (1, bool(hits), is_gone))]
        verdict = "hit, gone" if is_gone else "hit, stays" if hits else "missed"
        print(f"{verdict:10}", bug.kind, bug.repository, bug.commit[:12], bug.path, *sorted(f"{hit['line']}:{hit['rule']}" for hit in hits), flush=True)
    print(f"\n{'kind':10} {'bugs':>5} {'hits':>5} {'gone':>5} recall")
    for kind in sorted(counts, key=lambda kind: (kind == "all", kind)):
        tried, seen, gone = counts[kind]
        print(f"{kind:10} {tried:5} {seen:5} {gone:5} {100 * seen // tried:4} %")
    tell_missing(checkouts, missing)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
