#!/usr/bin/env python3
"""usage: run.py MEMLINT [DEPTH] [SECONDS]

Builds the hostile tree and lints it: one run writes every format. Nothing may crash, hang, be lost, be changed, write on the terminal or be left behind.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

import tree
import watched

FORMATS = ("full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html")
CONTROLS = {byte for byte in range(32)} - {9, 10} | {127}
BIDI = [chr(code).encode() for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)]
problems = []


def expect(condition, text):
    if not condition:
        problems.append(text)


def check_text(name, text, on_terminal):
    """Valid UTF-8; and nothing that a terminal obeys."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        problems.append(f"{name}: {error}")
    found = sorted(CONTROLS & set(text))
    expect(not found, f"{name}: control bytes {found}")
    expect(not on_terminal or not any(mark in text for mark in BIDI), f"{name}: writing direction is changed")


def check_formats(folder):
    bodies = {}
    for name in FORMATS:
        with open(os.path.join(folder, f"report.{name}"), "rb") as file:
            bodies[name] = file.read()
        expect(bodies[name], f"{name} is empty")
        check_text(name, bodies[name], name in ("full", "concise", "github"))
    for name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(bodies[name])
    for line in bodies["json-lines"].splitlines():
        json.loads(line)
    for name in ("junit", "checkstyle"):
        xml.dom.minidom.parseString(bodies[name])
    expect(b"<script>alert" not in bodies["html"], "html: a name became a script")
    expect(not any(line.startswith(b"::set-output") for line in bodies["github"].splitlines()), "github: a name became a command")
    return json.loads(bodies["json"]), json.loads(bodies["sarif"])


def check_counts(report, sarif, listed):
    summary = report["summary"]
    total = summary["checked"] + summary["partial"] + summary["skipped"] + summary["failed"]
    expect(total == listed, f"{listed} files were found, {total} were accounted for")
    run = sarif["runs"][0]
    expect(not run["invocations"][0]["executionSuccessful"], "sarif: successful")
    notes = run["invocations"][0].get("toolExecutionNotifications", [])
    expect(len([note for note in notes if note.get("level") == "error"]) >= summary["failed"], "sarif: a failure has no notification")
    bugs = [file for file in report["failed_files"] if "garbled" in file["reason"]]
    expect(not bugs, f"garbled: {bugs}")


def check_sound(top, report):
    """The sound files are analysed whatever stands beside them."""
    found = {(item.get("file") or item.get("path") or item["location"]["path"]) for item in report["diagnostics"]}
    for parent, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not os.path.islink(os.path.join(parent, name)) and name != "d"]
        for name in files:
            path = os.path.relpath(os.path.join(parent, name), os.path.dirname(top))
            expect(name not in ("sound.py", "sound.c") or path in found, f"{path}: its finding is missing")


def children():
    text = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in text.splitlines() if "memlint" in line.split(None, 2)[-1].split()[0] and f" {os.getpid()} " in line]


def lint(memlint, folder, arguments, limit):
    """Own process group and no network to write to; what it says goes into files, so that it never waits for us."""
    begun = time.monotonic()
    os.environ["MEMLINT_NO_CACHE"] = "1"
    with open(os.path.join(folder, "out"), "wb+") as out, open(os.path.join(folder, "err"), "wb+") as err:
        done = subprocess.run([memlint, *arguments, "tree"], cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=limit)
        out.seek(0)
        err.seek(0)
        return done.returncode, out.read(), err.read(), time.monotonic() - begun


def check_tree(memlint, folder, depth, seconds):
    top = os.path.join(folder, "tree")
    tree.build(top, depth)
    before = {name: at for name, at in watched.snapshot(top).items() if "sparse.c" not in name} if depth < 100000 else {}
    settings = ["--timeout", str(seconds), "--max-memory", "2G", "-j2"]
    status, out, _, _ = lint(memlint, folder, ["--show-files"], 600)
    listed = len(out.splitlines())
    outputs = [f"--output-format={name}=report.{name}" for name in FORMATS]
    status, out, err, spent = lint(memlint, folder, [*settings, "--select", "ALL", *outputs], 7200)
    expect(status == 2, f"status {status}: {err[-2000:]!r}")
    for name, text in (("standard output", out), ("standard error", err)):
        check_text(name, text, True)
    report, sarif = check_formats(folder)
    check_counts(report, sarif, listed)
    check_sound(top, report)
    if before:
        after = {name: at for name, at in watched.snapshot(top).items() if "sparse.c" not in name}
        expect(before == after, "the tree is not what it was")
    expect(not children(), f"left behind: {children()}")
    return listed, report, spent


def check_fixes(memlint, folder, seconds):
    """What the fixes would do to the tree is said, and nothing of it breaks the run."""
    status, out, err, _ = lint(memlint, folder, ["--timeout", str(seconds), "--diff", "--unsafe-fixes", "-j2"], 7200)
    expect(status == 2, f"--diff: status {status}: {err[-2000:]!r}")
    expect(b"Sanitizer" not in err, f"--diff: {err[-2000:]!r}")


def main():
    memlint = os.path.abspath(sys.argv[1])
    depth = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory(prefix="memlint-hostile-", ignore_cleanup_errors=True) as folder:
        listed, report, spent = check_tree(memlint, folder, depth, seconds)
        if depth < 100000:
            check_fixes(memlint, folder, seconds)
        subprocess.run(["rm", "-rf", os.path.join(folder, "tree")], check=True)
    for file in report["failed_files"] if "-v" in sys.argv else []:
        print(f"  {ascii(file['path'])[:100]}: {file['reason']}")
    for problem in problems[:50]:
        print(problem)
    summary = report["summary"]
    print(f"{listed} files to depth {depth} in {spent:.0f} s: {summary['checked']} checked, {summary['partial']} in part, {summary['skipped']} skipped, "
          f"{summary['failed']} not analysed, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
