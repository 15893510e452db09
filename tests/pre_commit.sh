#!/bin/sh
# usage: pre_commit.sh SOURCE BINARY
#
# Runs the hooks of the working tree with `pre-commit try-repo` on a repository that has a C file, a header, a stub, a name with
# a space and an excluded file. The hook's repository is a copy whose build folder holds the binary that is being tested, so that
# nothing is built.
set -eu
source=$1 binary=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
mkdir -p "$HOME" "$work/hook" "$work/user/node_modules" "$work/bin" "$work/build/release"

fail() { printf '%s\n' "$*" >&2; [ ! -e "$work/output" ] || cat "$work/output" >&2; exit 1; }
commit() { git -C "$1" init -q && git -C "$1" add -A -f && git -C "$1" commit -q -m test; }

# --- the hook's repository. A build folder that is newer than any source counts as built.
(cd "$source" && tar -cf - --exclude=./build --exclude=node_modules --exclude=./.git .) | tar -xf - -C "$work/hook"
ln -s "$binary" "$work/build/release/memlint"
ln -s "$binary" "$work/bin/memlint"
touch -t 203001010000 "$work/build/release/.built"
ln -s "$work/build" "$work/hook/build"
commit "$work/hook"

# --- the user's repository
cat >"$work/user/leak.c" <<'C'
#include <stdlib.h>
#include "table.h"

int grow(struct table *table, size_t size)
{
    table->slots = realloc(table->slots, size);
    return table->slots ? 0 : -1;
}
C
cat >"$work/user/table.h" <<'C'
struct table { void *slots; };
C
cat >"$work/user/stub.pyi" <<'PY'
def load(path: str) -> bytes: ...
PY
cat >"$work/user/my file.py" <<'PY'
def add(item, items=[]):
    items.append(item)
    return items
PY
cp "$work/user/my file.py" "$work/user/node_modules/excluded.py"
commit "$work/user"

# run HOOK: leaves its output in $work/output and its exit status in $status
run() {
    status=0
    (cd "$work/user" && PATH="$work/bin:$PATH" pre-commit try-repo "$work/hook" "$1" --all-files --verbose --color never) \
        >"$work/output" 2>&1 || status=$?
}
says() { grep -qF -- "$1" "$work/output" || fail "$hook does not say '$1':"; }
does_not_say() { ! grep -qF -- "$1" "$work/output" || fail "$hook says '$1':"; }

for hook in memlint memlint-system memlint-full; do
    run "$hook"
    [ "$status" = 1 ] || fail "$hook: status $status, not 1:"
    says 'exit code: 1'
    says 'leak.c:6:'
    says 'my file.py:'
    says '3 files checked'  # a stub has nothing to check
    does_not_say 'excluded.py'
    does_not_say 'building'
done

cat >"$work/user/leak.c" <<'C'
int nothing(void) { return 0; }
C
cat >"$work/user/my file.py" <<'PY'
def add(item, items=None):
    return [*(items or ()), item]
PY
commit "$work/user"
for hook in memlint memlint-system memlint-full; do
    run "$hook"
    [ "$status" = 0 ] || fail "$hook: status $status on clean files, not 0:"
    says 'Passed'
done
