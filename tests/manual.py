"""usage: manual.py BUILD

Installs the build into a temporary folder, has mandoc and man read the manual page, and types into the real shells, with the
completions loaded from where they were installed: `memlint ...<Tab><Enter>` runs a function that prints what it was given.
A tool that is not there is skipped, and said; with the environment variable CI it is a failure.
"""
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# What is typed before the Tab, and what memlint is then called with; `rules` completes another set of formats.
LINES = [
    ("--sta", ["--statistics"]),
    ("--select unbounded-ca", ["--select", "unbounded-cache"]),
    ("--select=unbounded-ca", ["--select=unbounded-cache"]),
    ("--ignore retention,unbounded-ca", ["--ignore", "retention,unbounded-cache"]),
    ("--output-format checks", ["--output-format", "checkstyle"]),
    ("--output-format=checks", ["--output-format=checkstyle"]),
    ("check --color al", ["check", "--color", "always"]),
    ("rules --output-format mark", ["rules", "--output-format", "markdown"]),
    ("explain unbounded-ca", ["explain", "unbounded-cache"]),
    ("config respect-git", ["config", "respect-gitignore"]),
    ("exp", ["explain"]),
    ("--baseline some-f", ["--baseline", "some-file.json"]),
    ("some-f", ["some-file.json"]),
]

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"],
             "bind 'set enable-bracketed-paste off'; source {data}/bash-completion/completions/memlint; "
             "memlint() {{ printf '<%s>' \"$@\"; echo; }}\n"),
    "zsh": (["zsh", "-f", "-i"],
            "unset zle_bracketed_paste; fpath=({data}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; "
            "memlint() {{ printf '<%s>' \"$@\"; echo; }}\n"),
    "fish": (["fish", "--no-config", "-i"], "source {data}/fish/vendor_completions.d/memlint.fish; "
             "function memlint; printf '<%s>' $argv; echo; end\n"),
}

failures = []


def have(tool):
    if shutil.which(tool):
        return True
    print(f"skipped: there is no {tool}")
    if os.environ.get("CI"):
        failures.append(f"there is no {tool}")
    return False


class Terminal:
    """A shell on a pseudo-terminal."""

    def __init__(self, arguments, folder):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="dumb", HOME=folder, LC_ALL="C.UTF-8", XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
            os.execvp(arguments[0], arguments)

    def write(self, text):
        os.write(self.file, text.encode())

    def read_until(self, pattern, seconds):
        text, end = "", time.monotonic() + seconds
        while not re.search(pattern, text) and time.monotonic() < end:
            if select.select([self.file], [], [], 0.2)[0]:
                try:
                    text += os.read(self.file, 65536).decode(errors="replace")
                except OSError:
                    break
        return text

    def settle(self):
        """Reads until nothing comes for 0.3 seconds."""
        text = ""
        while select.select([self.file], [], [], 0.3)[0]:
            text += os.read(self.file, 65536).decode(errors="replace")
        return text

    def close(self):
        os.close(self.file)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def type_into(shell, data, folder):
    arguments, setup = SHELLS[shell]
    terminal = Terminal(arguments, folder)
    terminal.settle()
    terminal.write(setup.format(data=data))
    terminal.write("echo rea''dy\n")
    terminal.read_until("\nready|\rready", 30)
    for typed, expected in LINES:
        terminal.settle()
        terminal.write(f"memlint {typed}\t")
        time.sleep(0.2)
        terminal.settle()
        terminal.write("\n")
        wanted = "".join(f"<{word}>" for word in expected)
        got = terminal.read_until(r"<[^<>\r\n]*>\r?\n", 20)
        if wanted not in got:
            failures.append(f"{shell}: 'memlint {typed}<Tab>' gives {got!r}, not {wanted!r}")
    terminal.close()


def check_page(page):
    if have("mandoc"):
        said = subprocess.run(["mandoc", "-Tlint", page], capture_output=True, text=True).stdout
        if said:
            failures.append(f"mandoc -Tlint: {said}")
    if have("man"):
        ran = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True,
                             env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100", MANPAGER="cat"))
        for part in ["--output-format FORMAT[=FILE]", "unbounded-cache", "EXIT STATUS", "MEMLINT_LIBCLANG"]:
            if part not in ran.stdout:
                failures.append(f"the manual page does not say {part!r}")
        if ran.stderr:
            failures.append(f"man --warnings: {ran.stderr}")


def every_option_is_there(build, data):
    """What `help --all` lists stands in each of the four files."""
    options = re.findall(r"^ {2}(?:-., |    )--([a-z-]+)",
                         subprocess.run([f"{build}/memlint", "help", "--all"], capture_output=True, text=True).stdout, re.M)
    if len(options) < 50:
        failures.append(f"`help --all` lists only {len(options)} options")
    files = {"man/man1/memlint.1": "--{}", "bash-completion/completions/memlint": "--{}",
             "zsh/site-functions/_memlint": "--{}", "fish/vendor_completions.d/memlint.fish": "-l {}"}
    for file, form in files.items():
        text = open(f"{data}/{file}").read().replace("\\-", "-")
        for option in options:
            if not re.search(re.escape(form.format(option)) + r"(?![a-z-])", text):
                failures.append(f"{file} does not have --{option}")


def main():
    build = sys.argv[1]
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["cmake", "--install", build, "--prefix", f"{work}/prefix"], check=True, stdout=subprocess.DEVNULL)
        data = f"{work}/prefix/share"
        os.mkdir(f"{work}/home")
        open(f"{work}/home/some-file.json", "w").close()
        check_page(f"{data}/man/man1/memlint.1")
        every_option_is_there(build, data)
        for shell in SHELLS:
            if have(shell):
                type_into(shell, data, f"{work}/home")
    for failure in failures:
        print(failure)
    return bool(failures)


sys.exit(main())
