#!/usr/bin/env python3
"""usage: faults.py MEMLINT [kills|errors|cache|allocations|signals|streams]... [--every N]

What goes wrong around a run: it is killed at a system call, a system call fails, memory runs out, a signal comes, nobody reads what it writes. A file that
is mended is the old one or the new one whatever happens; a report is whole or not there; what was not done is said. --every N tries each Nth place only.
"""
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import watched

HERE = os.path.dirname(os.path.abspath(__file__))
MENDED = ["--fix", "--unsafe-fixes", "--isolated", "-q", "--select", "ALL"]
# What stands between the first byte of a new file and its name.
CHANGING = ("openat", "write", "close", "fchmod", "fchown", "fsync", "flock", "rename", "unlink", "lseek", "ftruncate", "rt_sigprocmask", "umask")
UNUSED = "x = 1  # memlint: ignore[mutable-default]\n"
FILES = {
    "plain.py": UNUSED.encode(),
    "marked.py": b"\xef\xbb\xbf" + UNUSED.replace("\n", "\r\n").encode() * 3,
    "unended.py": (UNUSED + UNUSED).rstrip("\n").encode(),
    "long.py": UNUSED.encode() + b"# " + b"x" * 300000 + b"\n",
    "a.c": b"int x;  // memlint: ignore[leak]\n",
    "a.h": b"#pragma once\nint y;  // memlint: ignore[leak]\n",
}
# The leak checker can't run under strace.
os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
os.environ["MEMLINT_NO_CACHE"] = "1"
problems = []
counts = collections.Counter()


def make(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    for name, text in FILES.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(text)
    os.chmod(os.path.join(folder, "plain.py"), 0o640)
    os.chmod(os.path.join(folder, "marked.py"), 0o755)


def read(folder):
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = (file.read(), os.stat(file.fileno()).st_mode)
    return found


def is_json(text):
    try:
        return json.loads(text) is not None
    except ValueError:
        return False


def is_temporary(name):
    return re.fullmatch(r"\..*\.memlint-\d+-\d+", name) is not None


def judge(what, folder, before, after, may_leave):
    """Each file is old or new; nothing else is there."""
    now = read(folder)
    for name in before:
        if now.get(name) not in (before[name], after[name]):
            problems.append(f"{what}: {name} is neither old nor new")
    left = sorted(now.keys() - before.keys())
    if [name for name in left if not (may_leave and is_temporary(name))] or len(left) > 1:
        problems.append(f"{what}: left behind: {left}")
    return all(now.get(name) == after[name] for name in before)


def run(command, folder, **options):
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, timeout=120, check=False, **options)


def prepare(memlint, top):
    """What the files are before and after a run that nothing disturbs; and its system calls."""
    folder, log = os.path.join(top, "project"), os.path.join(top, "log")
    make(folder)
    before = read(folder)
    done = run(["strace", "-o", log, memlint, *MENDED, "-j1", "."], folder)
    after = read(folder)
    if done.returncode != 0 or before.keys() != after.keys() or any(before[name][0] == after[name][0] for name in before):
        sys.exit(f"status {done.returncode}; not everything was mended: {done.stderr.decode()} {[name for name in before if before[name] == after.get(name)]}")
    if any(before[name][1] != after[name][1] for name in before):
        problems.append("a mode was not kept")
    with open(log) as lines:
        calls = collections.Counter(line.split("(")[0] for line in lines if re.match(r"[a-z0-9_]+\(", line))
    return folder, before, after, calls


def places(calls, names, every):
    """(name, number) of each system call, from the last to the first: the writing is at the end."""
    return [(name, number) for name in names for number in range(calls[name], 0, -every)]


def linked(memlint, folder):
    """A file with a second name outside, which a user may not know of, stays, and is named; what is beside it is mended."""
    make(folder)
    outside = folder + ".other"
    with open(outside, "w") as file:
        file.write(UNUSED)
    os.link(outside, os.path.join(folder, "linked.py"))
    done = run([memlint, *MENDED, "-j1", "."], folder)
    with open(outside) as file:
        if file.read() != UNUSED or os.stat(outside).st_nlink != 2:
            problems.append("a file with two names was changed, or parted from one")
    if done.returncode != 2 or b"linked.py: it has several names" not in done.stderr or b"--diff" not in done.stderr:
        problems.append(f"a file with two names: status {done.returncode}: {done.stderr!r}")
    diff = run([memlint, *MENDED[1:], "-j1", "--diff", "linked.py"], folder, stdout=subprocess.PIPE).stdout
    if b"+x = 1" not in diff:
        problems.append("a file with two names: --diff has no change")
    os.unlink(outside)


def kills(memlint, top, every):
    folder, before, after, calls = prepare(memlint, top)
    names = sorted(calls) if every == 1 else CHANGING
    for name, number in places(calls, names, every):
        make(folder)
        run(["strace", "-o", "/dev/null", "-e", f"inject={name}:signal=KILL:when={number}", memlint, *MENDED, "-j1", "."], folder)
        judge(f"killed at {name} {number}", folder, before, after, True)
        # The next run mends the rest and sweeps up.
        run([memlint, *MENDED, "-j1", "."], folder)
        if not judge(f"the run after the kill at {name} {number}", folder, before, after, False):
            problems.append(f"the run after the kill at {name} {number} did not mend all")
        counts["kills"] += 1
    linked(memlint, folder)


def errors(memlint, top, every):
    folder, before, after, calls = prepare(memlint, top)
    # A sanitizer's own calls fail as well, and it ends the process then.
    own = () if has_sanitizer(memlint) else ("openat", "newfstatat", "getdents64", "read", "clone")
    for name in ("write", "fsync", "rename", "fchmod", "close", "ftruncate", "poll", "sendto", "recvfrom", *own):
        for error in ("ENOSPC", "EIO") if name in ("write", "fsync", "rename") else ("EIO",):
            for _, number in places(calls, [name], every):
                make(folder)
                done = run(["strace", "-o", "/dev/null", "-e", f"inject={name}:error={error}:when={number}", memlint, *MENDED, "-j1", "."], folder)
                what = f"{name} {number} fails with {error}"
                is_complete = judge(what, folder, before, after, False)
                if not is_complete and done.returncode not in (2, 127):  # 127: the dynamic loader
                    problems.append(f"{what}: status {done.returncode}, and not everything was mended")
                counts["failing system calls"] += 1


def cached(memlint, top, flags, inject):
    """What a run over the project says and what ended it; its system calls on the cache are (name, number of its kind, was it made to fail)."""
    log = os.path.join(top, "log")
    kept = os.path.join(top, "kept")
    environment = {**os.environ, "MEMLINT_CACHE_DIR": kept, "MEMLINT_NO_CACHE": ""}
    done = run(["strace", "-y", "-o", log, *inject, memlint, "--isolated", "--select", "ALL", "--output-format", "json", "-j1", *flags, "."], os.path.join(top, "project"),
               stdout=subprocess.PIPE, env=environment)
    numbers, touched = collections.Counter(), []
    with open(log, errors="replace") as lines:
        for line in lines:
            name = line.split("(")[0]
            numbers[name] += 1
            if kept in line:
                touched.append((name, numbers[name], "(INJECTED)" in line))
    return (done.returncode, done.stdout), touched


def cache(memlint, top, every):
    """A system call on the cache fails, and then every later one of its kind: while it is filled, while it answers. The result is that of a run without one."""
    folder, kept, filled = (os.path.join(top, name) for name in ("project", "kept", "filled"))
    make(folder)
    with open(os.path.join(folder, "found.py"), "w") as file:
        file.write("def f(a=[]):\n    a.append(1)\n    return a\n")
    expected, _ = cached(memlint, top, ["--no-cache"], [])
    if expected[0] != 1 or b"mutable-default" not in expected[1] or os.path.exists(kept):
        sys.exit(f"status {expected[0]} without the cache, or nothing was found")
    for state in ("filling", "answering"):
        if state == "answering":
            shutil.rmtree(kept, ignore_errors=True)
            cached(memlint, top, [], [])
            shutil.copytree(kept, filled)
        else:
            shutil.rmtree(kept, ignore_errors=True)
        result, calls = cached(memlint, top, [], [])
        if result != expected or not calls:
            problems.append(f"{state} the cache changes the result, or it was not used")
        for name, number, _ in calls[::every]:
            for error in ("ENOSPC", "EIO", "EACCES"):
                for when in (f"{number}", f"{number}+"):
                    shutil.rmtree(kept, ignore_errors=True)
                    if state == "answering":
                        shutil.copytree(filled, kept)
                    # From there on, only what writes: what reads would fail for the sources as well.
                    if when.endswith("+") and name not in ("rename", "mkdir", "fsync", "unlink", "fchmod"):
                        continue
                    result, touched = cached(memlint, top, [], ["-e", f"inject={name}:error={error}:when={when}"])
                    if not any(was_failed for _, _, was_failed in touched):
                        continue  # another call had its number in this run
                    if result != expected:
                        problems.append(f"{state} the cache: {name} {when} fails with {error}: status {result[0]}, or another result")
                    again, _ = cached(memlint, top, [], [])
                    if again != expected:
                        problems.append(f"{state} the cache: the run after {name} {when} failed with {error}: status {again[0]}, or another result")
                    counts["faults of the cache"] += 1
    full_cache(memlint, top, kept, expected)
    if counts["faults of the cache"] == 0:
        problems.append("no fault reached the cache")


def full_cache(memlint, top, kept, expected):
    """The cache lies on a file system that takes nothing, or only a little, more."""
    shutil.rmtree(kept, ignore_errors=True)
    os.mkdir(kept)
    for size in ("4k", "16k", "32k"):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", kept], capture_output=True, check=False).returncode != 0:
            print("no file system may be mounted here: a full cache is not tried")
            return
        try:
            for _ in range(2):
                result, touched = cached(memlint, top, [], [])
                if result != expected or not touched:
                    problems.append(f"a cache of {size}: status {result[0]}, or another result")
            counts["full caches"] += 1
        finally:
            subprocess.run(["umount", kept], check=True)


def has_sanitizer(memlint):
    return b"libasan" in subprocess.run(["ldd", memlint], capture_output=True, check=False).stdout


def allocations(memlint, top, every):
    """Each allocation of the parent and of the workers fails once; then from there on."""
    if has_sanitizer(memlint):
        print("a build with sanitizers has its own allocator: allocations are not tried")
        return
    library = os.path.join(top, "fail_malloc.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, os.path.join(HERE, "fail_malloc.c")], check=True)
    folder, before, after, _ = prepare(memlint, top)
    # libseccomp spins when some of its allocations fail: the time that a file has ends that.
    arguments = [memlint, *MENDED, "-j1", "--timeout", "5", "--output-format", "sarif", "-o", "../report.sarif", "plain.py", "marked.py"]
    short = ("plain.py", "marked.py")
    make(folder)
    run(arguments, folder)
    with open(os.path.join(top, "report.sarif"), "rb") as file:
        whole = file.read()
    for how in ("once", "ever"):
        undisturbed = 0
        number = 0
        while undisturbed < 20 and number < 200000:
            number += every
            make(folder)
            report = os.path.join(top, "report.sarif")
            if os.path.exists(report):
                os.unlink(report)
            done = run(arguments, folder, env={"LD_PRELOAD": library, "FAIL_AT": str(number), "FAIL_FOR": how, "MEMLINT_NO_CACHE": "1", "PATH": os.environ["PATH"]})
            what = f"allocation {number} fails ({how})"
            judge(what, folder, before, after, False)
            now = read(folder)
            is_complete = done.returncode == 0 and all(now[name] == after[name] for name in short)
            if done.returncode not in (0, 2, 127):
                problems.append(f"{what}: status {done.returncode}: {done.stderr[-300:]!r}")
            if done.returncode == 0 and not is_complete:
                problems.append(f"{what}: status 0, and not everything was mended")
            if os.path.exists(report):
                with open(report, "rb") as file:
                    text = file.read()
                if not is_json(text):
                    problems.append(f"{what}: half a report")
                if done.returncode == 0 and text != whole:
                    problems.append(f"{what}: status 0, and the report differs")
            undisturbed = undisturbed + 1 if is_complete and os.path.exists(report) else 0
            counts["failing allocations"] += 1


def descendants(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def signals(memlint, top, every):
    folder, before, after, _ = prepare(memlint, top)
    randomness = random.Random(7)
    report = os.path.join(top, "report.json")
    begun = time.monotonic()
    make(folder)
    run([memlint, *MENDED, "-j2", "."], folder)
    longest = (time.monotonic() - begun) * 1.2
    for number in range(200 // every):
        make(folder)
        if os.path.exists(report):
            os.unlink(report)
        kind = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)[number % 4]
        # SIGINT as from a terminal goes to all of them.
        process = subprocess.Popen([memlint, *MENDED, "-j2", "--output-format=json=../report.json", "."], cwd=folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(randomness.random() * longest)
        workers = descendants(process.pid)
        if kind == signal.SIGINT:
            try:
                os.killpg(process.pid, kind)
            except ProcessLookupError:
                pass
        else:
            process.send_signal(kind)
        status = process.wait(timeout=60)
        if status not in (0, 2, -kind):
            problems.append(f"signal {kind}: status {status}")
        judge(f"signal {kind} in run {number}", folder, before, after, kind == signal.SIGPIPE)
        deadline = time.monotonic() + 10
        while any(map(is_alive, workers)) and time.monotonic() < deadline:
            time.sleep(0.02)
        if any(map(is_alive, workers)):
            problems.append(f"signal {kind}: a worker is left")
        if os.path.exists(report):
            with open(report, "rb") as file:
                if not file.read().rstrip().endswith(b"}"):
                    problems.append(f"signal {kind}: half a report")
        if [name for name in os.listdir(top) if is_temporary(name)]:
            problems.append(f"signal {kind}: a temporary report is left")
        counts["signals"] += 1


def streams(memlint, top, every):
    folder, _, _, _ = prepare(memlint, top)
    del every
    shell = lambda line: subprocess.run(["sh", "-c", line.replace("memlint", memlint)], cwd=folder, capture_output=True, timeout=120, check=False)
    make(folder)
    with open(os.path.join(folder, "bad.py"), "w") as file:
        file.write("".join(f"def f{i}(a=[]):\n    a.append(1)\n    return a\n" for i in range(3000)))
    cases = [("memlint bad.py >&-", 2), ("memlint bad.py >/dev/full", 2), ("memlint bad.py 2>&- >/dev/null", 1), ("memlint bad.py <&- >/dev/null", 1),
             ("memlint bad.py >&- 2>&- <&-", 2), ("memlint -o /dev/full bad.py", 2), ("memlint -o /nowhere/x bad.py", 2), ("memlint --version >/dev/full", 2),
             ("memlint rules >&-", 2), ("memlint --diff --unsafe-fixes . >/dev/full", 2), ("memlint explain --all >/dev/full", 2), ("memlint --help >&-", 2)]
    for format_ in ("full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html"):
        cases.append((f"memlint --output-format {format_} bad.py >/dev/full", 2))
        cases.append((f"memlint --output-format {format_} bad.py 2>err | head -c 100 >/dev/null; ! grep -q Sanitizer err", 0))
    for line, status in cases:
        done = shell(line)
        if done.returncode != status:
            problems.append(f"{line}: status {done.returncode}, not {status}: {done.stderr[-300:]!r}")
        counts["streams"] += 1
    full_disk(memlint, top)


def full_disk(memlint, top):
    """A file system that takes nothing more; where none may be mounted this is said."""
    disk = os.path.join(top, "disk")
    os.mkdir(disk)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=320k", "tmpfs", disk], capture_output=True, check=False).returncode != 0:
        print("no file system may be mounted here: a full disk is not tried")
        return
    try:
        for name, text in FILES.items():
            with open(os.path.join(disk, name), "wb") as file:
                file.write(text)
        before = read(disk)
        done = run([memlint, *MENDED, "-j1", "long.py"], disk)
        if done.returncode != 2 or read(disk) != before or b"no space left" not in done.stderr:
            problems.append(f"full disk: status {done.returncode}, {done.stderr!r}")
        done = run([memlint, "-q", "--output-format=html=report.html", "."], disk)
        if done.returncode != 2 or read(disk) != before:
            problems.append(f"full disk: a report: status {done.returncode}, {done.stderr!r}")
        counts["full disks"] += 2
    finally:
        subprocess.run(["umount", disk], check=True)


def main():
    words = sys.argv[1:]
    every = 1
    if "--every" in words:
        at = words.index("--every")
        every = int(words[at + 1])
        del words[at:at + 2]
    memlint = os.path.abspath(words[0])
    if watched.is_missing():
        print("strace, which makes the faults, is missing or may not trace")
        sys.exit(77)
    for name in words[1:] or ("kills", "errors", "cache", "allocations", "signals", "streams"):
        with tempfile.TemporaryDirectory(prefix="memlint-faults-") as top:
            globals()[name](memlint, top, every)
    for problem in problems[:50]:
        print(problem)
    print(", ".join(f"{count} {name}" for name, count in counts.items()) + f": {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
