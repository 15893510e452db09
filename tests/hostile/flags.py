#!/usr/bin/env python3
"""usage: flags.py MEMLINT

Every known way to make libclang run a program or write a file by compile flags, by a configuration and by the environment. strace proves that
nothing was run or written, with the sandbox and without it, so that neither hides a hole of the other.
"""
import json
import os
import subprocess
import sys
import tempfile

import watched

# {w} is a file that must not come into being, {x} a program that must not run, {d} a folder.
FLAGS = """
-o {w}
-o{w}
--output={w}
--output {w}
-MD -MF {w}
-MD -MF{w}
-MMD
-MD
-MJ {w}
-MJ{w}
-MM -MF {w}
-M
-MG -MD -MT a
-Wp,-MD,{w}
-Wp,-MMD,{w}
-Xpreprocessor -MD -Xpreprocessor -MF -Xpreprocessor {w}
-Xclang -dependency-file -Xclang {w}
-Xclang -dependency-dot -Xclang {w}
-Xclang -header-include-file -Xclang {w}
-Xclang -emit-obj -o {w}
-Xclang -load -Xclang {x}
-Xclang -plugin -Xclang evil
-Xclang -add-plugin -Xclang evil
-Xclang -stats-file={w}
-Xclang -emit-pch -o {w}
-Xclang -rewrite-objc
-Xclang -ast-dump
-Xclang=-load
-Xclang -disable-free -Xclang -fdump-record-layouts
-load {x}
-fplugin={x}
-fplugin-arg-evil-a
-fpass-plugin={x}
-serialize-diagnostics {w}
--serialize-diagnostics {w}
-dependency-file {w}
-dependency-dot {w}
-header-include-file {w}
-index-store-path {d}
-index-unit-output-path {w}
-gen-cdb-fragment-path {d}
-gen-reproducer
-gen-reproducer=always
-fcrash-diagnostics-dir={d} -gen-reproducer=always
-fcrash-diagnostics=all
-fmodules -fmodules-cache-path={d}
-fmodules -fimplicit-module-maps -fmodule-map-file={d}/map
-fmodule-file={w}
-fmodule-output={w}
-fmodules-user-build-path {d}
-fprebuilt-module-path={d}
-fbuild-session-file={w} -fmodules-validate-once-per-build-session
-fprofile-generate={d}
-fprofile-instr-generate={w}
-fprofile-use={x}
-fprofile-arcs -ftest-coverage
--coverage
-coverage
-save-temps
-save-temps=cwd
-save-temps=obj
--save-temps
-dumpdir {d}/
-aux-info {w}
-ftime-trace
-ftime-trace={w}
-ftime-report
-print-stats
-fsave-optimization-record
-foptimization-record-file={w}
-fdiagnostics-format=sarif
-fdiagnostics-add-output=sarif:file={w}
-fstack-usage
-fdump-tree-all
-da
-fcallgraph-info
-mllvm -stats -mllvm -info-output-file={w}
-mllvm -load={x}
-mllvm -pass-remarks-output={w}
-mllvm=-load={x}
-emit-llvm -o {w}
-emit-ast -o {w}
-emit-interface-stubs -o {w}
-emit-symbol-graph --symbol-graph-dir={d}
-extract-api -o {w}
-rewrite-legacy-objc
--analyze -o {d}
--analyzer-output html -o {d}
-S -o {w}
-c -o {w}
-E -o {w}
-P -o {w}
-include-pch {w}
-include-pch{w}
-emit-pch
-ivfsoverlay {d}/overlay.yaml
-ivfsoverlay{d}/overlay.yaml
-vfsoverlay {d}/overlay.yaml
--config {d}/evil.cfg
--config={d}/evil.cfg
--config-user-dir={d}
--config-system-dir={d}
-specs={d}/evil.specs
-specs {d}/evil.specs
--specs={d}/evil.specs
-wrapper {x}
-wrapper {x},a
--wrapper={x}
-B{d}
-B {d}
--prefix={d}
-fuse-ld={x}
--ld-path={x}
-no-canonical-prefixes -ccc-install-dir {d}
-ccc-gcc-name {x}
-ccc-print-phases
-resource-dir {d}
-resource-dir={d}
--gcc-toolchain={d}
--gcc-install-dir={d}
--driver-mode=cl
/Fo{w}
-no-integrated-cpp
-fno-integrated-cc1
-fno-integrated-as
-integrated-as -Wa,-o,{w}
-Xassembler -o -Xassembler {w}
-Xlinker -o -Xlinker {w}
-Wl,-o,{w}
--offload-arch=native --offload-arch-tool={x} -x hip
--offload-arch-tool={x}
--amdgpu-arch-tool={x} -x hip --offload-arch=native
--nvptx-arch-tool={x} -x cuda --offload-arch=native
-fopenmp -fopenmp-targets=amdgcn-amd-amdhsa --amdgpu-arch-tool={x}
-target amdgcn-amd-amdhsa -mcpu=native --amdgpu-arch-tool={x}
--target=nvptx64 -march=native --nvptx-arch-tool={x}
-march=native
--cuda-path={d} -x cuda
--hip-path={d} -x hip
--ptxas-path={d}
-Xcuda-ptxas -o -Xcuda-ptxas {w}
-Xarch_host -MD
-Xarch_x86_64 -fplugin={x}
-Xanalyzer -o -Xanalyzer {w}
-Xopenmp-target -march=native
-working-directory {d} -MD -MF evil
-working-directory={d} -MD
-cc1 -emit-obj -o {w}
-cc1as -o {w}
-cc1gen-reproducer
-fintegrated-cc1 -cc1
-v
-###
-H
-print-search-dirs
-print-prog-name=evil
--help
--version
-x ir {w}
-x ast {w}
-x cuda
-x cl
-x assembler-with-cpp
-fsanitize-coverage=trace-pc -fsanitize-coverage-allowlist={w}
-fproc-stat-report={w}
-fcs-profile-generate={d}
-fauto-profile={x}
-ftest-module-file-extension=a:1:2:0:{w}
-fapi-notes -iapinotes-modules {d}
-isysroot {d} -fsystem-module
@{d}/evil.rsp
-include @{d}/evil.rsp
-I @{d}/evil.rsp
-D A -- -fplugin={x}
-imacros {d}/evil.rsp
-I{d} -isystem {d} -iquote {d}
""".strip().splitlines()

ENVIRONMENTS = [
    {"CCC_OVERRIDE_OPTIONS": "# +-MD +-MF{w} +-fplugin={x}"},
    {"CCC_OVERRIDE_OPTIONS": "x-w +-Xclang +-load +-Xclang +{x}"},
    {"CCC_ADD_ARGS": "-MD,-MF,{w}"},
    {"CPATH": "{d}", "C_INCLUDE_PATH": "{d}", "OBJC_INCLUDE_PATH": "{d}"},
    {"DEPENDENCIES_OUTPUT": "{w}", "SUNPRO_DEPENDENCIES": "{w}"},
    {"CC_PRINT_OPTIONS": "1", "CC_PRINT_OPTIONS_FILE": "{w}"},
    {"CC_PRINT_HEADERS": "1", "CC_PRINT_HEADERS_FILE": "{w}"},
    {"CC_PRINT_INTERNAL_STAT": "1", "CC_PRINT_INTERNAL_STAT_FILE": "{w}"},
    {"CC_LOG_DIAGNOSTICS": "1", "CC_LOG_DIAGNOSTICS_FILE": "{w}"},
    {"LIBCLANG_LOGGING": "2", "LIBCLANG_RESOURCE_USAGE": "1", "LIBCLANG_OBJTRACKING": "1"},
    {"COMPILER_PATH": "{d}", "GCC_EXEC_PREFIX": "{d}/", "LIBRARY_PATH": "{d}", "CLANG_CONFIG_FILE_USER_DIR": "{d}"},
    {"LIBCLANG_BGPRIO_INDEX": "1", "LIBCLANG_DISABLE_CRASH_RECOVERY": "", "FORCE_CLANG_DIAGNOSTICS_CRASH": "1"},
    {"CLANG_CRASH_DIAGNOSTICS_DIR": "{d}", "CLANG_MODULE_CACHE_PATH": "{d}", "HOME": "{d}"},
]

SOURCE = "#include \"only_by_environment.h\"\nint main(void) { return 0; }\n"


def filled(text, names):
    return text.format(**names)


def write(path, text, mode=0o644):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)


def build(folder):
    """The hostile project; returns what the placeholders stand for."""
    trap = os.path.join(folder, "trap")
    os.makedirs(trap)
    names = {"w": os.path.join(trap, "written"), "x": os.path.join(trap, "evil"), "d": trap}
    write(names["x"], f"#!/bin/sh\ntouch {trap}/executed\n", 0o755)
    for name in ("cc1", "ld", "as", "clang", "gcc", "ptxas", "amdgpu-arch", "nvptx-arch"):
        os.symlink("evil", os.path.join(trap, name))
    write(os.path.join(trap, "evil.rsp"), f"-MD -MF {names['w']} -fplugin={names['x']}\n")
    write(os.path.join(trap, "evil.cfg"), f"-MD -MF {names['w']}\n")
    write(os.path.join(trap, "evil.specs"), f"*cc1:\n{names['x']}\n")
    write(os.path.join(trap, "overlay.yaml"), "{'version': 0, 'roots': []}\n")
    write(os.path.join(trap, "map"), "module evil { header \"only_by_environment.h\" }\n")
    write(os.path.join(trap, "only_by_environment.h"), "typedef int only;\n")
    entries = []
    for number, line in enumerate(FLAGS):
        file = f"f{number:03}.c"
        write(os.path.join(folder, file), SOURCE)
        flags = filled(line, names).split()
        entries.append({"directory": folder, "file": file, "arguments": [names["x"], *flags, "-c", file]})
        joined = f"j{number:03}.c"
        write(os.path.join(folder, joined), SOURCE)
        entries.append({"directory": folder, "file": joined, "command": f"{names['x']} {' '.join(flags)} -c {joined}"})
    write(os.path.join(folder, "compile_commands.json"), json.dumps(entries))
    return names


def check(memlint, folder, arguments, log, environment=None):
    before = watched.snapshot(folder)
    temporary = os.path.join(os.path.dirname(folder), "temporary")
    os.makedirs(temporary, exist_ok=True)
    done, calls = watched.run([memlint, "--timeout", "120", "-q", "--output-format", "concise", *arguments], log, cwd=folder,
                              env={**os.environ, "TMPDIR": temporary, **(environment or {})})
    problems = [f"did: {call}" for call in calls]
    problems += [f"left in the folder for temporary files: {name}" for name in os.listdir(temporary)]
    after = watched.snapshot(folder)
    problems += [f"changed: {name}" for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    if done.returncode not in (0, 1):
        problems.append(f"status {done.returncode}: {done.stdout[-500:]!r} {done.stderr[-500:]!r}")
    return problems, done


def control(folder, log):
    """The watcher sees a program that runs, and a file that is written."""
    _, calls = watched.run(["sh", "-c", "/bin/true; : >control; mkdir made; rmdir made; rm control"], log, cwd=folder)
    for word in ("/bin/true", "control", "mkdir", "unlink"):
        if not any(word in call for call in calls):
            sys.exit(f"the watcher does not see {word}: {calls}")


def main():
    memlint = os.path.abspath(sys.argv[1])
    if watched.is_missing():
        print("strace, which proves what is claimed here, is missing or may not trace")
        sys.exit(77)
    problems = []
    runs = 0
    with tempfile.TemporaryDirectory(prefix="memlint-flags-") as top:
        folder, log = os.path.join(top, "project"), os.path.join(top, "log")
        alone = os.path.join(top, "alone")  # has no database, and no header that memlint might find by itself
        os.mkdir(folder)
        os.mkdir(alone)
        write(os.path.join(alone, "env.c"), SOURCE)
        names = build(folder)
        control(top, log)
        for sandbox in ([], ["--no-sandbox"]):
            found, done = check(memlint, folder, [*sandbox, "."], log)
            problems += found
            runs += 2 * len(FLAGS)
            flags = [f"--c-flag={flag}" for line in FLAGS for flag in filled(line, names).split()]
            problems += check(memlint, alone, [*sandbox, *flags, "env.c"], log)[0]
            runs += 1
            for environment in ENVIRONMENTS:
                texts = {name: filled(value, names) for name, value in environment.items()}
                found, done = check(memlint, alone, [*sandbox, "-v", "env.c"], log, texts)
                if b"only_by_environment.h" not in done.stderr + done.stdout:
                    problems.append(f"{environment}: the header was found by it")
                problems += [f"{environment}: {problem}" for problem in found]
                runs += 1
    for problem in problems[:50]:
        print(problem)
    print(f"{len(FLAGS)} lines of flags and {len(ENVIRONMENTS)} environments, {runs} files analysed under strace: {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
