#!/usr/bin/env python3
"""Scores memlint on a checkout of the Juliet test suite (C cases of memory and resource weaknesses).

usage: juliet.py MEMLINT JULIET_DIR [FOLDER_WITH_CASES]

A case is a file name without the letter of its part. A finding of a matching rule inside an OMITBAD region detects the case;
inside an OMITGOOD region it is a false alarm. Flows: 01-18, 31, 32, 34 stay in one function, 21, 41, 42, 44, 45 in one file.
"""
import collections, json, os, re, subprocess, sys

RULES = {
    401: {"leak-on-error-path", "resource-never-released", "leak-on-overwrite", "realloc-self-assign"},
    404: {"mismatched-release", "resource-never-released", "leak-on-error-path"},
    415: {"double-release"}, 416: {"use-after-release"},
    590: {"release-of-non-heap"}, 761: {"release-of-non-heap"},
    773: {"leak-on-error-path", "resource-never-released", "leak-on-overwrite"},
    775: {"leak-on-error-path", "resource-never-released", "leak-on-overwrite"},
}
ONE_FILE = {21, 41, 42, 44, 45}
MANY_FILES = {22, 51, 52, 53, 54, 61, 63, 64, 65, 66, 67, 68}


def regions(path):
    """line -> 'bad', 'good' or ''."""
    where, stack = {}, []
    for number, line in enumerate(open(path, errors="replace"), 1):
        text = line.strip()
        if text.startswith("#if"):
            stack.append("bad" if "OMITBAD" in text else "good" if "OMITGOOD" in text else "")
        elif text.startswith("#endif") and stack:
            stack.pop()
        where[number] = next((region for region in reversed(stack) if region), "")
    return where


def main():
    memlint, juliet = sys.argv[1], sys.argv[2]
    folder = sys.argv[3] if len(sys.argv) > 3 else os.path.join(juliet, "testcases")
    names = sorted({rule for rules in RULES.values() for rule in rules})
    known = subprocess.run([memlint, "rules"], capture_output=True, text=True).stdout
    names = [name for name in names if name in known]
    command = [memlint, "check", folder, "--c-flag=-I" + os.path.join(juliet, "testcasesupport"), "--output-format", "json",
               "--no-progress", "--select", ",".join(names)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    cases = collections.defaultdict(lambda: {"bad": False, "good": False})
    for root, _, files in os.walk(folder):
        for name in files:
            match = re.match(r"CWE(\d+)_.*_(\d\d)[a-e]?\.c$", name)
            if match and int(match[1]) in RULES:
                cases[re.sub(r"[a-e]?\.c$", "", name)]
    cache = {}
    for found in answer["diagnostics"]:
        name = os.path.basename(found["path"])
        match = re.match(r"CWE(\d+)_", name)
        case = re.sub(r"[a-e]?\.c$", "", name)
        if not match or case not in cases or found["rule"] not in RULES[int(match[1])]:
            continue
        path = os.path.join(folder, found["path"]) if not os.path.isabs(found["path"]) and not os.path.exists(found["path"]) else found["path"]
        if path not in cache:
            cache[path] = regions(path)
        region = cache[path].get(found["line"], "")
        if region:
            cases[case][region] = True
    table = collections.defaultdict(lambda: [[0, 0], [0, 0], [0, 0], 0])
    missed = []
    for case, hit in sorted(cases.items()):
        cwe, flow = int(re.match(r"CWE(\d+)", case)[1]), int(case[-2:])
        kind = 2 if flow in MANY_FILES else 1 if flow in ONE_FILE else 0
        table[cwe][kind][0] += hit["bad"]
        table[cwe][kind][1] += 1
        table[cwe][3] += hit["good"]
        if not hit["bad"]:
            missed.append(case)
        if hit["good"]:
            print("false alarm:", case)
    print("CWE  one function  one file  many files  false alarms")
    for cwe, row in sorted(table.items()):
        print(f"{cwe}  {row[0][0]}/{row[0][1]}  {row[1][0]}/{row[1][1]}  {row[2][0]}/{row[2][1]}  {row[3]}")
    if "--missed" in sys.argv:
        print("\n".join(missed))


main()
