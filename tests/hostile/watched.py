"""Runs a command under strace and says what it executed, wrote, deleted or connected to."""
import os
import re
import shutil
import subprocess

CALLS = ("execve,execveat,open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,"
         "symlink,symlinkat,mknod,mknodat,truncate,chmod,fchmodat,chown,fchownat,lchown,utimensat,mount,ptrace,connect,bind,"
         "process_vm_writev,io_uring_setup,bpf")
READING = re.compile(r"^open(at2?)?\(.*\bO_RDONLY\b(?!.*\bO_(CREAT|TRUNC)\b)")
FAILED = re.compile(r"= -1 E[A-Z]+ ")
# What is expected of memlint itself: the null device in the place of a worker's streams, and what C files begin with in common, precompiled
# into a folder of its own for temporary files.
OURS = re.compile(r'^(open(at)?\(.*"/dev/null", O_RDWR|[a-z0-9]+\((AT_FDCWD, )?"[^"]*/temporary/memlint-[A-Za-z0-9]{6}["/])')


def is_missing():
    """Is there no strace, or may nothing be traced here, as in some containers?"""
    return shutil.which("strace") is None or subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False).returncode != 0


def is_harmless(call):
    return READING.match(call) or OURS.match(call) or FAILED.search(call) or call.startswith(("+++", "---"))


def run(command, log, **options):
    """The finished process, and the calls that did something to others."""
    whole = ["strace", "-f", "-qq", "-s", "200", "-o", log, "-e", f"trace={CALLS}", *command]
    options.setdefault("timeout", 600)
    # The leak checker of a build with sanitizers can't run under strace.
    options["env"] = {**(options.get("env") or os.environ), "ASAN_OPTIONS": "detect_leaks=0", "MEMLINT_NO_CACHE": "1"}
    done = subprocess.run(whole, stdin=subprocess.DEVNULL, capture_output=True, **options)
    with open(log, errors="replace") as lines:
        calls = [line.split(None, 1)[1].strip() for line in lines if " " in line]
    calls = [call for call in calls if not call.startswith("<... ")]  # their beginning, with the arguments, is there too
    if calls and calls[0].startswith("execve("):  # the command's own start
        calls = calls[1:]
    return done, [call for call in calls if not is_harmless(call)]


def snapshot(folder):
    """Every file's bytes and mode, by name."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            at = os.lstat(path)
            body = None
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    body = file.read()
            found[os.path.relpath(path, folder)] = (at.st_mode, at.st_mtime_ns, body)
    return found
