#!/usr/bin/env python3
"""Does memlint see the leaks that a project's own history fixed?

usage: recall.py MEMLINT GIT_DIR [MOST_COMMITS] [MEMLINT_FLAG ...]

Takes commits whose message speaks of a leak and that add a release in at most 60 lines of C. The file before the fix is a hit when
memlint reports a leak, double or late release inside a function that the fix touches; the fix is recognised when that finding is gone after it.
"""
import json, os, re, subprocess, sys, tempfile

RULES = "leak-on-error-path,resource-never-released,leak-on-overwrite,double-release,use-after-release,realloc-self-assign,mismatched-release"
RELEASE = re.compile(r"^\+.*\b(\w*(free|close|unref|decref|DECREF|release|destroy|delete|cleanup)\w*)\s*\(", re.M | re.I)


def git(folder, *args):
    return subprocess.run(["git", "-C", folder, *args], capture_output=True, text=True, errors="replace").stdout


def findings(memlint, tree, path, flags):
    command = [memlint, "check", path, "--output-format", "json", "--no-progress", "--select", RULES, *flags]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tree).stdout
    try:
        return {(d["rule"], d.get("enclosing", ""), d["line"], d["message"]) for d in json.loads(answer)["diagnostics"]}
    except (ValueError, KeyError):
        return set()


def main():
    memlint, folder, most, flags = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 40, sys.argv[4:]
    commits = git(folder, "log", "-i", "-E", "--grep=(memory|fd|descriptor|resource|handle) ?leak|leak(s|ed|ing)? (of )?(memory|fd)|fix.*leak",
                  "--no-merges", "--format=%H", "--", "*.c").split()
    tried = hits = gone = 0
    for commit in commits:
        if tried == most:
            break
        for path in git(folder, "show", "--format=", "--name-only", commit, "--", "*.c").split():
            if "/test" in "/" + path or tried == most:
                continue
            diff = git(folder, "show", "--format=", "-U0", commit, "--", path)
            added = [line for line in diff.splitlines() if line.startswith("+") and not line.startswith("+++")]
            if len(added) > 60 or not RELEASE.search(diff):
                continue
            whole = git(folder, "show", "--format=", "-W", commit, "--", path)
            ranges = [(int(a), int(a) + int(b or 1)) for a, b in re.findall(r"^@@ -(\d+)(?:,(\d+))?", whole, re.M)]
            results = []
            for version in (commit + "^", commit):
                with tempfile.TemporaryDirectory() as tree:
                    archive = subprocess.Popen(["git", "-C", folder, "archive", version], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                    subprocess.run(["tar", "-x", "-C", tree, "--exclude=test*", "--exclude=doc*"], stdin=archive.stdout, stderr=subprocess.DEVNULL)
                    archive.wait()
                    if not os.path.exists(os.path.join(tree, path)):
                        results.append(set())
                        continue
                    results.append(findings(memlint, tree, path, flags))
            tried += 1
            seen = {f for f in results[0] if any(low <= f[2] <= high for low, high in ranges)}
            after = {re.sub(r"\d+", "", f[3]) for f in results[1]}
            lost = {f for f in seen if re.sub(r"\d+", "", f[3]) not in after}
            hits += bool(seen)
            gone += bool(lost)
            print("hit, gone" if lost else "hit, stays" if seen else "missed", commit[:10], path, *sorted(f"{f[2]}:{f[0]}" for f in seen))
    print(f"{tried} fixes, {hits} hits, {gone} gone after the fix")


main()
