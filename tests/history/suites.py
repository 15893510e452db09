#!/usr/bin/env python3
"""Scores memlint and other analyzers on a checkout of a public test suite for C: how many bad cases are found, how many good ones are blamed.

usage: suites.py MEMLINT SUITE FOLDER [--tools NAME,...] [--sample N] [--missed] [--strict]

SUITE is one of
  juliet  Juliet 1.3 (CWE 401, 404, 415, 416, 562, 590, 675, 761, 773, 775 without Windows and C++). A case is a file name without the letter of
          its part. A fitting finding inside an OMITBAD region detects it, inside an OMITGOOD region it is a false alarm.
          Flows: 01-18, 31, 32, 34 stay in one function, 21, 41, 42, 44, 45 in one file, the others go through several.
  itc     Toyota ITC. A case is what shares a number (memory_leak_0012 and its helpers): with 'should detect' in 01.w_Defects, all of
          02.wo_Defects are good.
  svf     SVF's Test-Suite (src/mem_leak, src/double_free). A case is a file; its macros say whether it leaks or frees twice.
  clang   test/Analysis/malloc.c of clang (FOLDER: a checkout of clang). A case is a function; what it expects is written in it. Where it
          expects something else than a leak, clang's path ends there ("the warning above is a sink"), and whether something leaks as well
          is not judged; nor is it where a FIXME says that there should be a warning, nor what realloc(p, n) loses when nothing tests whether it
          failed ("no warning - returning the allocated value"). --strict judges these as well.

--sample N takes N cases of Juliet at random, always the same ones. classes.tsv says which rules speak of what.
"""
import argparse
import collections
import glob
import multiprocessing.pool
import os
import random
import re
import sys

import analyzers
import check_c

# A case: what it is counted under, and in which lines of which file a finding of which kinds is right (bad) or wrong (good).
Case = collections.namedtuple("Case", "group name files bad good")
Place = collections.namedtuple("Place", "path first last kinds")
LEAK = {"leak", "realloc"}
AGAIN = {"double", "use"}
INVALID = {"not-heap", "mismatch"}
# What p = realloc(p, n) loses when realloc fails, said without a path on which it does: a leak where a leak is expected.
FAILING_REALLOC = {"realloc-self-assign", "memleakOnRealloc"}

# ---- Juliet ------------------------------------------------------------------------------------------------------------------------------

WEAKNESSES = {401: LEAK, 404: LEAK | {"mismatch"}, 415: {"double"}, 416: AGAIN, 562: {"dangling"}, 590: INVALID, 675: AGAIN, 761: INVALID,
              773: LEAK, 775: LEAK}
FLOWS = [("one function", {*range(1, 19), 31, 32, 34}), ("one file", {21, 41, 42, 44, 45})]


def regions(path):
    """(first line, last line, 'bad' or 'good') of each #ifndef OMITBAD and OMITGOOD."""
    found, stack = [], []
    for number, line in enumerate(check_c.read(path).splitlines(), 1):
        if line.startswith("#if"):
            stack.append((number, "bad" if "OMITBAD" in line else "good" if "OMITGOOD" in line else ""))
        elif line.startswith("#endif") and stack:
            first, region = stack.pop()
            found += [(first, number, region)] if region else []
    return found


def juliet_cases(folder):
    parts = collections.defaultdict(list)
    for root, _, names in sorted(os.walk(os.path.join(folder, "testcases"))):
        for name in sorted(names):
            match = re.match(r"(CWE(\d+)_.*_(\d\d))[a-e]?\.c$", name)
            if match and int(match[2]) in WEAKNESSES and "w32" not in name:
                parts[match[1]].append(os.path.relpath(os.path.join(root, name), folder))
    for name, files in sorted(parts.items()):
        weakness, flow = int(re.match(r"CWE(\d+)", name)[1]), int(name[-2:])
        where = [(region, Place(path, first, last, WEAKNESSES[weakness]))
                 for path in files for first, last, region in regions(os.path.join(folder, path))]
        flows = next((text for text, numbers in FLOWS if flow in numbers), "several files")
        yield Case((f"CWE {weakness}", flows), name, files, *([place for said, place in where if said == side] for side in ("bad", "good")))


# ---- Toyota ITC --------------------------------------------------------------------------------------------------------------------------

ITC = {"memory_leak.c": LEAK, "double_free.c": AGAIN, "free_nondynamic*_allocated_memory.c": INVALID, "invalid_memory_access.c": AGAIN,
       "return_local.c": {"dangling"}}


def itc_cases(folder):
    for name, kinds in ITC.items():
        for side in ("01.w_Defects", "02.wo_Defects"):
            path = os.path.relpath(glob.glob(os.path.join(folder, side, name))[0], folder)
            text = check_c.read(os.path.join(folder, path))
            marks = [number for number, line in enumerate(text.splitlines(), 1) if "should detect" in line]
            groups = collections.defaultdict(list)
            for function, spans in check_c.functions_of(check_c.blanked(text)).items():
                match = re.match(r"(.*?_0\d+)(?!\d)", function)
                groups[match[1] if match else function] += [Place(path, first, last, kinds) for first, last, _ in spans]
            for group, places in sorted(groups.items()):
                is_bad = any(place.first <= mark <= place.last for place in places for mark in marks)
                if is_bad or side.startswith("02"):
                    yield Case((name,), path + group, [path], places if is_bad else [], [] if is_bad else places)


# ---- SVF's Test-Suite --------------------------------------------------------------------------------------------------------------------

def svf_cases(folder):
    for kind, fitting, mark in (("mem_leak", LEAK, r"\b(NFRMALLOC|PLKMALLOC|CLKMALLOC)\b"), ("double_free", AGAIN, r"\bDOUBLEFREE\b")):
        for path in sorted(glob.glob(os.path.join(folder, "src", kind, "*.c"))):
            everywhere = [Place(os.path.relpath(path, folder), 1, 10 ** 6, fitting)]
            is_bad = bool(re.search(mark, check_c.read(path)))
            yield Case((kind,), everywhere[0].path, [everywhere[0].path], everywhere if is_bad else [], [] if is_bad else everywhere)


# ---- clang's malloc.c --------------------------------------------------------------------------------------------------------------------

CLANG = [(r"leak", LEAK), (r"Attempt to free released", AGAIN), (r"after it is freed", AGAIN), (r"Argument to|should be deallocated|offset by", INVALID)]


def clang_cases(folder, strict=False):
    path = "test/Analysis/malloc.c"
    lines = check_c.read(os.path.join(folder, path)).splitlines()
    for function, spans in sorted(check_c.functions_of(check_c.blanked("\n".join(lines))).items()):
        for first, last, _ in spans:
            said = " ".join(re.findall(r"expected-warning\s*(?:@[-+]?\d+)?\s*\{\{(.*?)\}\}", " ".join(lines[first - 1:last + 1])))
            expected = [kinds for pattern, kinds in CLANG if re.search(pattern, said)]
            bad = [Place(path, first, last, kinds) for kinds in expected]
            rest = (LEAK | AGAIN | INVALID) - set().union(*expected)
            body = " ".join(lines[first - 1:last + 1])
            ends_early = any(kinds != LEAK for kinds in expected) or re.search(r"Cast a region|zero-allocated|undefined", said)
            unjudged = LEAK if ends_early or "FIXME: should warn here" in body else {"realloc"}
            rest -= set() if strict else unjudged
            for place in bad:
                yield Case(("bad",), function, [path], [place], [])
            yield Case(("good for the other kinds",), function, [path], [], [Place(path, first, last, rest)])


# ---- the score ---------------------------------------------------------------------------------------------------------------------------

# How the cases are collected, flags, and files that belong to every case (Juliet's constants are in one) for who reads several at once.
SUITES = {"juliet": (juliet_cases, ["-Itestcasesupport"], ["testcasesupport/io.c"]), "itc": (itc_cases, ["-Iinclude"], []),
          "svf": (svf_cases, ["-I."], []), "clang": (clang_cases, ["-Itest/Analysis", "-Wno-everything"], [])}


def is_in(places, folder, path, finding):
    kind = "realloc" if finding.rule in FAILING_REALLOC else finding.kind
    return any(place.path == path and kind in place.kinds and any(place.first <= line <= place.last for line in finding.lines)
               for place in places)


def findings_of(tool, program, files, flags, folder, known):
    """path -> findings; memlint reads all files in one run, the others have no use for that."""
    groups = [files] if tool == "memlint" else [[path] for path in files]
    with multiprocessing.pool.ThreadPool(2) as pool:
        answers = pool.map(lambda group: analyzers.run(tool, program, group, flags, folder, known), groups)
    unfinished = sum(answer is None for answer in answers)
    if unfinished:
        print(f"{tool}: {unfinished} runs were not finished in time")
    found = collections.defaultdict(list)
    for finding in (finding for answer in answers for finding in answer or []):
        found[os.path.relpath(os.path.join(folder, finding.path), folder)].append(finding)
    return found


def score(cases, found, folder):
    """group -> [bad cases, detected, good cases, blamed]; names of the missed and the blamed."""
    table, missed, blamed = collections.defaultdict(lambda: [0, 0, 0, 0]), [], []
    for case in cases:
        said = [(path, finding) for path in case.files for finding in found[path]]
        hit, wrong = (any(is_in(places, folder, path, finding) for path, finding in said) for places in (case.bad, case.good))
        for group in ("all", *case.group):
            table[group] = [old + new for old, new in zip(table[group], (bool(case.bad), hit, bool(case.good), wrong))]
        missed += [case.name] if case.bad and not hit else []
        blamed += [case.name] if wrong else []
    return table, missed, blamed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("memlint")
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("folder")
    parser.add_argument("--tools", default="memlint")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    collect, flags, shared = SUITES[arguments.suite]
    folder = os.path.abspath(arguments.folder)
    cases = list(collect(folder, True) if arguments.strict and arguments.suite == "clang" else collect(folder))
    if arguments.sample:
        cases = random.Random(0).sample(cases, len(cases))[:arguments.sample]
    files = sorted({path for case in cases for path in case.files})
    flags = ["-I" + os.path.join(folder, flag[2:]) if flag.startswith("-I") else flag for flag in flags]
    program, known = os.path.abspath(arguments.memlint), analyzers.classes()
    for tool in arguments.tools.split(","):
        found = findings_of(tool, program, files + (shared if tool == "memlint" else []), flags, folder, known)
        table, missed, blamed = score(cases, found, folder)
        print(f"\n{analyzers.version(tool, program)}\n\n| {arguments.suite}, {tool} | bad | found | | good | blamed |\n|---|---:|---:|---:|---:|---:|")
        for group, (bad, hit, good, wrong) in sorted(table.items(), key=lambda row: (row[0] != "all", row[0])):
            print(f"| {group} | {bad} | {hit} | {100 * hit // max(bad, 1)} % | {good} | {wrong} |")
        if arguments.missed:
            print("\nmissed:", *missed, "\nblamed:", *blamed, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
