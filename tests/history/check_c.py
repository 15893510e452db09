#!/usr/bin/env python3
"""How many memory bugs in C that projects found and fixed themselves do memlint and others say before the fix?

usage: check_c.py MEMLINT CHECKOUTS [--tools NAME,...] [--only WORD] [--sample N] [--keep FOLDER] [--syntax]

c.tsv lists the bugs; CHECKOUTS holds bare repositories, OWNER+NAME each. The tools (default: memlint; others: clang, gcc, cppcheck) read the file
before the fix and, when it was a hit, after it. memlint also gets what its contracts need: the C files beside it (when they are at most 30) and
those that define what the functions of the bug call, four calls deep. Headers that a project's configure would make are made first: from their
templates, with every feature, or empty.

A hit is a finding of a fitting kind (classes.tsv) inside the functions of the bug that names the subject, if the table has one; it is gone when
there are fewer findings of that rule with that text in them afterwards. --sample takes N bugs at random, always the same ones. --syntax says instead which files do not parse with their flags.
"""
import argparse
import collections
import functools
import io
import multiprocessing.pool
import os
import random
import re
import subprocess
import sys
import tempfile

import analyzers

HERE = os.path.dirname(os.path.abspath(__file__))
Bug = collections.namedtuple("Bug", "kind repository commit path where subject inside flags")
FITTING = {"leak": {"leak"}, "reference": {"leak"}, "descriptor": {"leak", "double"}, "realloc": {"leak"},
           "double-release": {"double", "use", "reference"}, "use-after-release": {"use", "double"}}
BESIDE = 30
DEPTH = 4
STUBS = "stubs-of-check"
SOURCE = re.compile(r"\.(c|h|inc|def|src|in|proto|tbl|pro|table)$|/Config\.\w+$")


def read_table(path):
    with open(path, encoding="utf-8") as lines:
        return [Bug(*line.rstrip("\n").split("\t")) for line in lines if line.strip() and not line.startswith("#")]


def extract(folder, version, tree):
    """What C is compiled from. One by one: a snapshot may lack some large files, and git archive ends at the first of them."""
    listing = subprocess.run(["git", "--git-dir", folder, "ls-tree", "-r", version], stdout=subprocess.PIPE, check=True).stdout.decode(errors="replace")
    rows = [line.split("\t") for line in listing.splitlines() if SOURCE.search(line) and line.startswith("100")]
    asked = "".join(about.split()[2] + "\n" for about, _ in rows).encode()
    answer = io.BytesIO(subprocess.run(["git", "--git-dir", folder, "cat-file", "--batch"], input=asked, stdout=subprocess.PIPE).stdout)
    for _, path in rows:
        said = answer.readline().split()
        if said[1:2] != [b"blob"]:
            continue
        made = os.path.join(tree, path)
        os.makedirs(os.path.dirname(made), exist_ok=True)
        with open(made, "wb") as file:
            file.write(answer.read(int(said[2])))
        answer.read(1)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


# ---- what configure would make -----------------------------------------------------------------------------------------------------------

TEMPLATES = {"xmlversion.h.in", "libsmartcols.h.in", "libmount.h.in", "libfdisk.h.in", "blkid.h.in"}  # whose values are features
FROM_LINUX = ("config.h", "curl_config.h", "libssh2_config.h", "ngx_auto_config.h", "ngx_auto_headers.h", "auto/config.h", "r_userconf.h")
EMPTY = ("auto/osdef.h", "docstrings.h", "r_version.h", "version.h", "util.h", "bb_config.h", "applet_tables.h", "builtin.inc", "imsg.h")
TEXTS = {"default_options_guard.h": '#include "default_options.h"\n', "build-config.h": "#define UPSTREAM_SUPPORT 1\n"}
SYMBOLS = ("#define CONFIG_{0} 1\n#define ENABLE_{0} 1\n#define IF_{0}(...) __VA_ARGS__\n#define IF_NOT_{0}(...)\n"
           "#define USE_{0}(...) __VA_ARGS__\n#define SKIP_{0}(...)\n")


def symbols_of(tree):
    """Busybox and others like it: every option of its configuration is on."""
    names = set()
    for folder, _, files in os.walk(tree):
        for name in files:
            if name.startswith("Config.") or (name.endswith(".c") and os.path.isdir(os.path.join(tree, "libbb"))):
                names.update(re.findall(r"^(?://config:)?[ \t]*config[ \t]+(?:CONFIG_)?([A-Z]\w*)", read(os.path.join(folder, name)), re.M))
    return "".join(SYMBOLS.format(name) for name in sorted(names))


def make_headers(tree):
    """X.h of templates; and in a folder that is looked at last: configurations as of Linux with glibc, and empty files for other things that are made."""
    for folder, _, names in os.walk(tree):
        for name in TEMPLATES.intersection(names):
            with open(os.path.join(folder, name[:-3]), "w", encoding="utf-8") as file:
                file.write(re.sub(r"@\w+@", "1", read(os.path.join(folder, name))))
    stubs = os.path.join(tree, STUBS)
    os.makedirs(os.path.join(stubs, "auto"))
    texts = {**{name: "" for name in EMPTY}, **{name: read(os.path.join(HERE, "linux.h")) for name in FROM_LINUX}, **TEXTS}
    texts["autoconf.h"] = texts["bb_config.h"] = symbols_of(tree)
    for name, text in texts.items():
        with open(os.path.join(stubs, name), "w", encoding="utf-8") as file:
            file.write(text)


def absolute(flags, tree):
    def one(flag):
        return "-I" + os.path.join(tree, flag[2:]) if flag.startswith("-I") else flag
    flags = [] if flags == "-" else flags.split(" ")
    return [one(flag) for flag in flags] + ["-idirafter" + os.path.join(tree, STUBS)]


# ---- what the functions of the bug need --------------------------------------------------------------------------------------------------

DEFINITION = re.compile(r"^([A-Za-z_][^;{}#=]*?\b)?([A-Za-z_]\w*)\s*\([^{};#]*?\)\s*(?:[A-Za-z_][\w\s*,\[\]]*;\s*)*\{", re.M)
KEYWORDS = {"if", "for", "while", "switch", "return", "sizeof", "do", "else", "defined"}


def blanked(text):
    """Comments and texts away, the places of everything else kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def functions_of(text):
    """name -> (first line, last line, body) of each function; one ends where a closing brace stands in the first column."""
    found = collections.defaultdict(list)
    for match in DEFINITION.finditer(text):
        if match[2] in KEYWORDS or (match[1] or "").split()[:1] == ["typedef"]:
            continue
        end = text.find("\n}", match.end() - 1)
        end = len(text) if end < 0 else end + 2
        first = text.count("\n", 0, match.start()) + 1
        found[match[2]].append((first, text.count("\n", 0, end) + 1, text[match.start():end]))
    return found


def calls_of(body):
    return set(re.findall(r"\b([A-Za-z_]\w*)\s*\(", body)) - KEYWORDS


def sources_of(tree):
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if not re.match(r"(tests?|t|docs?|examples?|fuzz\w*|\..*)$", name)]
        for name in sorted(names):
            if name.endswith(".c"):
                yield os.path.relpath(os.path.join(folder, name), tree)


def files_for(tree, bug):
    """The file of the bug, its neighbours, and what defines the functions that are called from there; once found, it stands beside the tree."""
    told = os.path.join(tree, STUBS, "files")
    if not os.path.exists(told):
        wanted = "\n".join(find_files(tree, bug))
        with open(told, "w", encoding="utf-8") as file:
            file.write(wanted)
    return read(told).split("\n")


def find_files(tree, bug):
    where = collections.defaultdict(list)
    sources = list(sources_of(tree))
    for path in sources:
        for name, spans in functions_of(read(os.path.join(tree, path))).items():
            where[name] += [(path, body) for _, _, body in spans]
    beside = [path for path in sources if os.path.dirname(path) == os.path.dirname(bug.path)]
    wanted = {bug.path} | set(beside if len(beside) <= BESIDE else [])
    known = set(bug.where.split(","))
    names = {called for name in known for path, body in where[name] if path == bug.path for called in calls_of(body)}
    for _ in range(DEPTH):
        named = [place for name in names - known if len(where[name]) <= 3 for place in where[name]]
        known |= names
        wanted |= {path for path, _ in named}
        names = {called for _, body in named for called in calls_of(body)}
    return sorted(wanted)


# ---- judging -----------------------------------------------------------------------------------------------------------------------------

def spans_of(bug, text):
    functions = functions_of(blanked(text))
    spans = [span[:2] for place in bug.where.split(",") for span in functions.get(place, [])]
    return spans + [tuple(map(int, place.split("-"))) for place in bug.where.split(",") if re.match(r"\d+-\d+$", place)]


def fitting(bug, found, tree):
    """The findings of the right kind in the functions of the bug."""
    text = read(os.path.join(tree, bug.path))
    spans, lines = spans_of(bug, text), text.splitlines()

    def fits(finding):
        if os.path.normpath(os.path.join(tree, finding.path)) != os.path.join(tree, bug.path) or finding.kind not in FITTING[bug.kind]:
            return False
        if not any(first <= line <= last for line in finding.lines for first, last in spans):
            return False
        said = " ".join(finding.text + [lines[line - 1] for line in finding.lines if line <= len(lines)])
        return bug.subject == "-" or re.search(r"\b%s\b" % re.escape(bug.subject), said)
    return [finding for finding in found or [] if fits(finding)]


def text_of(finding):
    return finding.rule, re.sub(r"\d+", "", finding.text[0])


class Bench:
    """A bug's tree before and after its fix."""

    def __init__(self, bug, checkouts, keep):
        self.bug, self.folder = bug, os.path.join(checkouts, bug.repository.replace("/", "+"))
        self.folder = os.path.join(self.folder, "repo") if os.path.isdir(os.path.join(self.folder, "repo")) else self.folder
        self.keep, self.trees = keep, {}

    def tree(self, version):
        if version not in self.trees:
            kept = self.keep and os.path.join(self.keep, version.replace("^", "-before"))
            if kept and os.path.isdir(kept):
                self.trees[version] = kept
                return kept
            made = tempfile.mkdtemp(dir=self.keep)
            extract(self.folder, version, made)
            make_headers(made)
            if kept:
                os.rename(made, kept)
            self.trees[version] = kept or made
        return self.trees[version]

    def findings(self, version, tool, program, known):
        tree = self.tree(version)
        files = files_for(tree, self.bug) if tool == "memlint" else [self.bug.path]
        functions = [name for name in self.bug.where.split(",") if not name[0].isdigit()]
        return analyzers.run(tool, program, files, absolute(self.bug.flags, tree), tree, known, functions)

    def check(self, tool, program, known):
        """'hit, gone', 'hit, stays', 'missed' or 'not finished', and the hits."""
        found = self.findings(self.bug.commit + "^", tool, program, known)
        if found is None:
            return "not finished", []
        hits = fitting(self.bug, found, self.tree(self.bug.commit + "^"))
        if not hits:
            return "missed", []
        after = fitting(self.bug, self.findings(self.bug.commit, tool, program, known), self.tree(self.bug.commit))
        lost = collections.Counter(map(text_of, hits)) - collections.Counter(map(text_of, after))
        return "hit, gone" if lost else "hit, stays", hits

    def errors(self):
        tree = self.tree(self.bug.commit + "^")
        command = ["clang", "-fsyntax-only", "-w", *absolute(self.bug.flags, tree), self.bug.path]
        answer = analyzers.output_of(command, tree)
        return [line for line in answer[1].splitlines() if "error:" in line]

    def close(self):
        for tree in self.trees.values() if not self.keep else []:
            subprocess.run(["rm", "-rf", tree])


def keys_of(bug):
    return ["all", bug.inside + (" function" if bug.inside == "one" else " functions"), bug.kind]


def look_at(bug, arguments, tools, program, known):
    """(tool, verdict, hits) of each; None where there is no checkout."""
    bench = Bench(bug, arguments.checkouts, arguments.keep)
    if not os.path.isdir(bench.folder):
        print(f"no checkout: git clone --bare https://github.com/{bug.repository} {bench.folder}")
        return None
    if arguments.syntax:
        errors, spans = bench.errors(), spans_of(bug, read(os.path.join(bench.tree(bug.commit + "^"), bug.path)))
        print(bug.repository, bug.commit, bug.path, len(errors), "errors", spans or "NO FUNCTION", *errors[:2], sep="  ", flush=True)
        verdicts = []
    else:
        verdicts = [(tool, *bench.check(tool, program, known)) for tool in tools]
    bench.close()
    return verdicts


def count(bug, verdicts, counts):
    for tool, verdict, hits in verdicts:
        for key in keys_of(bug):
            old = counts[key][tool]
            counts[key][tool] = old[0] + bool(hits), old[1] + (verdict == "hit, gone")
        places = sorted({f"{hit.lines[0]}:{hit.rule}" for hit in hits})
        print(f"{tool:8} {verdict:12}", bug.kind, bug.inside, bug.repository, bug.commit, bug.path, bug.where, *places, flush=True)


def show(tools, counts, bugs):
    order = sorted(counts, key=lambda key: (key != "all", "function" not in key, key))
    print("\n| | bugs | " + " | ".join(tools) + " |\n|---|---:|" + "---:|" * len(tools))
    for key in order:
        total = sum(key in keys_of(bug) for bug in bugs)
        cells = [f"{hits} ({100 * hits // total} %), {gone} gone" for hits, gone in (counts[key][tool] for tool in tools)]
        print(f"| {key} | {total} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("memlint")
    parser.add_argument("checkouts")
    parser.add_argument("--tools", default="memlint")
    parser.add_argument("--only", default="")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--keep")
    parser.add_argument("--syntax", action="store_true")
    arguments = parser.parse_args()
    program, known, tools = os.path.abspath(arguments.memlint), analyzers.classes(), arguments.tools.split(",")
    bugs = [bug for bug in read_table(os.path.join(HERE, "c.tsv")) if arguments.only in "\t".join(bug)]
    bugs = random.Random(0).sample(bugs, len(bugs))[:arguments.sample] if arguments.sample else bugs
    counts = collections.defaultdict(lambda: collections.defaultdict(lambda: (0, 0)))
    done = []
    look = functools.partial(look_at, arguments=arguments, tools=tools, program=program, known=known)
    with multiprocessing.pool.ThreadPool(2) as pool:
        for bug, verdicts in zip(bugs, pool.imap(look, bugs)):
            done += [bug] if verdicts is not None else []
            count(bug, verdicts or [], counts)
    if not arguments.syntax:
        show(tools, counts, done)


if __name__ == "__main__":
    sys.exit(main())
