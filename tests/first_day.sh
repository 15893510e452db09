#!/bin/sh
# usage: first_day.sh SOURCE BINARY
#
# The way of a new user: clone, first command, a finding, its page, the fix looked at and applied, a baseline, a commit that
# pre-commit blocks and then lets pass, a report as CI makes it. The clone's build folder holds the binary that is being tested, so
# that nothing is built. Ends with 77 when git or pre-commit is missing.
set -eu
source=$1 binary=$2
for tool in git pre-commit; do
    command -v $tool >/dev/null 2>&1 || { echo "skipped: this test needs $tool"; [ -z "${CI-}" ] || exit 1; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
mkdir -p "$HOME" "$work/origin" "$work/build/release" "$work/project"

fail() { printf '%s\n' "$*" >&2; [ ! -e "$work/output" ] || cat "$work/output" >&2; exit 1; }
# expect STATUS COMMAND...: its output is left in $work/output
expect() {
    wanted=$1 status=0
    shift
    "$@" >"$work/output" 2>&1 || status=$?
    [ "$status" = "$wanted" ] || fail "$*: exit status $status, not $wanted:"
}
says() { grep -qF -- "$1" "$work/output" || fail "not said: '$1':"; }

# --- clone
(cd "$source" && tar -cf - --exclude=./build --exclude=node_modules --exclude=./.git .) | tar -xf - -C "$work/origin"
ln -s "$binary" "$work/build/release/memlint"
touch -t 203001010000 "$work/build/release/.built"
ln -s "$work/build" "$work/origin/build"
git -C "$work/origin" init -q
git -C "$work/origin" add -A -f
git -C "$work/origin" commit -q -m memlint
git clone -q "$work/origin" "$work/memlint"
memlint=$work/memlint/scripts/memlint

# --- first command, in a project with two pitfalls, one of which can be mended
cd "$work/project"
cat >app.py <<'PY'
seen = {}


def look(key):
    if key not in seen:
        seen[key] = len(key)
    return seen[key]


def add(item, items=[]):
    items.append(item)
    return items
PY
git init -q
git add -A
git commit -q -m start
expect 1 "$memlint"
says 'warning[unbounded-cache]'
says 'app.py:6:'
says '[mutable-default]'
says '1 file checked'

# --- its page
expect 0 "$memlint" explain unbounded-cache
says 'unbounded-cache'

# --- the fix: looked at, taken by git, and applied
expect 1 "$memlint" --unsafe-fixes --diff
grep -v '^[0-9]* file' "$work/output" >"$work/patch"
git apply --check "$work/patch" || fail "git does not take the diff:"
expect 1 "$memlint" --unsafe-fixes --fix
says '[unbounded-cache]'
! grep -qF 'items=[]' app.py || fail "--fix left the default argument:"
expect 1 "$memlint" --select mutable-default,unbounded-cache
! grep -qF '[mutable-default]' "$work/output" || fail "the fix does not mend:"

# --- a baseline
expect 0 "$memlint" --write-baseline .memlint-baseline.json
expect 0 "$memlint" --baseline .memlint-baseline.json
printf '[tool.memlint]\nbaseline = ".memlint-baseline.json"\n' >pyproject.toml
expect 0 "$memlint"

# --- pre-commit: a commit that is blocked, and then passes
printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: memlint\n' "$work/origin" \
    "$(git -C "$work/origin" rev-parse HEAD)" >.pre-commit-config.yaml
git add -A
git commit -q -m 'use memlint'
expect 0 pre-commit install
printf 'def collect(item, into=[]):\n    into.append(item)\n    return into\n' >new.py
git add new.py
expect 1 git commit -m new
says 'new.py:'
! grep -qF 'app.py:' "$work/output" || fail "a finding of the baseline blocks the commit:"
printf 'def collect(item, into=None):\n    return [*(into or ()), item]\n' >new.py
git add new.py
expect 0 git commit -m new

# --- as CI runs it: the log for people, SARIF for a program, and no colour, terminal or home
printf '\n\ndef again(item, last=[]):\n    last.append(item)\n    return last\n' >>new.py
expect 1 env -i PATH="$PATH" CI=true "$memlint" --output-format concise --output-format sarif=memlint.sarif
says 'new.py:5:'
grep -q '"ruleId": *"mutable-default"' memlint.sarif || fail "SARIF lacks the finding: $(head -c 2000 memlint.sarif)"
