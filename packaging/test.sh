#!/bin/sh
# usage: test.sh VERSION KIND...; called by `scripts/package --test`
#
# Tries each package of build/dist, then makes all but the image again from a copy of the sources elsewhere and compares the bytes.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
dist=$root/build/dist
version=$1
shift
kinds=$*
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/user" "$work/home"
cat >"$work/user/cache.py" <<'PY'
seen = {}


def look(key):
    if key not in seen:
        seen[key] = len(key)
    return seen[key]
PY
cat >"$work/user/grow.c" <<'C'
#include <stdlib.h>

struct table { void *slots; };

int grow(struct table *table, size_t size)
{
    table->slots = realloc(table->slots, size);
    return table->slots ? 0 : -1;
}
C

fail() { printf 'package test: %s\n' "$*" >&2; exit 1; }
passed() { printf 'package test: %s: passed\n' "$*" >&2; }

# tried KIND COMMAND...: it says its version and finds a pitfall in Python and one in C, for which libclang must be there
tried() {
    kind=$1
    shift
    "$@" --version >"$work/out" || fail "$kind: --version fails"
    grep -q "^memlint $version\$" "$work/out" || fail "$kind: says another version: $(head -1 "$work/out")"
    status=0
    (cd "$work/user" && "$@" --isolated --output-format concise . >"$work/out" 2>"$work/err") || status=$?
    [ "$status" = 1 ] || fail "$kind: exit status $status, not 1: $(cat "$work/out" "$work/err")"
    grep -q 'cache.py:6:.*\[unbounded-cache\]' "$work/out" || fail "$kind: finds nothing in Python: $(cat "$work/out")"
    grep -q 'grow.c:7:.*\[realloc-self-assign\]' "$work/out" || fail "$kind: finds nothing in C: $(cat "$work/out")"
}

try_tarball() {
    tar -C "$work" -xzf "$dist/memlint-$version-linux-$(uname -m).tar.gz"
    tried tarball "$work/memlint-$version-linux-$(uname -m)/bin/memlint"
    ! ldd "$work/memlint-$version-linux-$(uname -m)/bin/memlint" | grep -q jansson || fail "tarball: needs jansson"
}

try_deb() {
    deb=$dist/memlint_${version}_$(dpkg --print-architecture).deb
    if command -v lintian >/dev/null 2>&1; then
        lintian --allow-root --fail-on error "$deb" >"$work/lintian" 2>&1 || fail "deb: lintian: $(cat "$work/lintian")"
        cat "$work/lintian" >&2
    else
        echo "package test: deb: no lintian, so not asked" >&2
    fi
    [ "$(id -u)" = 0 ] || { echo "package test: deb: not installed, that needs root" >&2; return; }
    dpkg -i "$deb" >/dev/null || fail "deb: does not install"
    tried deb /usr/bin/memlint
    man -w memlint >/dev/null 2>&1 || echo "package test: deb: man does not find the page (are manuals left out on this machine?)" >&2
    dpkg -r memlint >/dev/null || fail "deb: does not go"
    [ ! -e /usr/bin/memlint ] && [ ! -e /usr/share/doc/memlint ] || fail "deb: leaves files behind"
}

try_wheel() {
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q --disable-pip-version-check --no-index --find-links "$dist" "memlint==$version" || fail "wheel: does not install"
    tried wheel "$work/venv/bin/memlint"
    "$work/venv/bin/pip" uninstall -q -y memlint
    [ ! -e "$work/venv/bin/memlint" ] || fail "wheel: leaves the program behind"
    if command -v pre-commit >/dev/null 2>&1; then try_mirror; else echo "package test: wheel: no pre-commit, so no mirror" >&2; fi
}

git_commit() { git -C "$1" init -q && git -C "$1" add -A && git -C "$1" commit -q --no-verify -m test; }

# The mirror repository, whose hook has `language: python`, with the wheel as the only source of packages.
try_mirror() (
    export HOME="$work/home" PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_NOSYSTEM=1 PIP_NO_INDEX=1 PIP_FIND_LINKS="$dist" PIP_NO_BUILD_ISOLATION=0
    export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
    mkdir "$work/mirror"
    sed "s/@VERSION@/$version/g" "$root/packaging/pre-commit/setup.py" >"$work/mirror/setup.py"
    cp "$root/packaging/pre-commit/hooks.yaml" "$work/mirror/.pre-commit-hooks.yaml"
    git_commit "$work/mirror"
    git_commit "$work/user"
    for hook in memlint memlint-full; do
        status=0
        (cd "$work/user" && pre-commit try-repo "$work/mirror" $hook --all-files --color never) >"$work/out" 2>&1 || status=$?
        [ "$status" = 1 ] && grep -q 'cache.py:6:' "$work/out" || fail "pre-commit, $hook: status $status: $(cat "$work/out")"
    done
    passed "pre-commit through the wheel"
)

try_npm() {
    mkdir "$work/npm"
    (cd "$work/npm" && npm init -y >/dev/null && npm install --offline --silent --no-audit --no-fund "$dist"/memlint-linux-*-"$version".tgz "$dist/memlint-$version.tgz") ||
        fail "npm: does not install"
    tried npm "$work/npm/node_modules/.bin/memlint"
    (cd "$work/npm" && npm uninstall --offline --silent memlint)
    [ ! -e "$work/npm/node_modules/.bin/memlint" ] || fail "npm: leaves the program behind"
}

try_oci() {
    container=$(buildah --storage-driver vfs from "oci-archive:$dist/memlint-$version-oci.tar")
    status=0
    chmod -R a+rX "$work"
    buildah --storage-driver vfs run --isolation chroot -v "$work/user:/src:ro" "$container" -- memlint --isolated --output-format concise . >"$work/out" 2>"$work/err" || status=$?
    buildah --storage-driver vfs rm "$container" >/dev/null
    [ "$status" = 1 ] && grep -q 'grow.c:7:' "$work/out" && grep -q 'cache.py:6:' "$work/out" ||
        fail "oci: status $status: $(cat "$work/out" "$work/err")"
}

try_again() {
    mkdir "$work/again"
    (cd "$root" && tar -cf - --exclude=./build --exclude=./.git .) | tar -xf - -C "$work/again"
    kinds_again=$(printf '%s\n' $kinds | grep -v oci || :)
    [ -n "$kinds_again" ] || return 0
    (umask 077 && TZ=Asia/Tokyo "$work/again/scripts/package" $kinds_again 2>"$work/err") || fail "second build: $(tail -30 "$work/err")"
    for file in "$work/again/build/dist"/*; do
        cmp "$file" "$dist/${file##*/}" || fail "${file##*/} differs when it is built again"
    done
    passed "the same bytes again: $(ls "$work/again/build/dist" | tr '\n' ' ')"
}

for kind in $kinds; do
    try_"$kind"
    passed "$kind"
done
try_again
