"""memlint and three other analyzers of C, run on the same files and read into the same form."""
import collections
import json
import os
import re
import signal
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ("memlint", "clang", "gcc", "cppcheck")
LIMIT = 15  # seconds of processor time that one file may take, and memlint's whole run twenty times that

# kind: what classes.tsv makes of the rule; lines: where the finding stands, most telling first; text: all that it says.
Finding = collections.namedtuple("Finding", "path kind rule lines text")
LINE = re.compile(r"^(?P<path>[^\s:][^:\n]*):(?P<line>\d+):(?:\d+:)? (?P<level>warning|error|note): (?P<text>.*?)(?: \[(?P<rule>[^]\s]+)\])?$")


def classes():
    """tool and rule -> kind."""
    with open(os.path.join(HERE, "classes.tsv"), encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return {(tool, rule): kind for tool, kind, rules in rows for rule in rules.split(",")}


def output_of(command, folder, seconds=LIMIT):
    """What a command prints, both streams; None when it was stopped."""
    command = ["prlimit", "--cpu=%d" % seconds, *command]
    ran = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ran.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        return None
    return ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace")


def kind_of(known, tool, rule, text):
    """clang's one checker says several things; its text tells them apart."""
    for (name, said), kind in known.items():
        if name == tool and said.partition("~")[0] == rule and said.partition("~")[2] in text:
            return kind
    return None


def read_lines(tool, answer, known):
    """Findings of a tool that prints a line for each, with notes after it."""
    found = []
    for match in filter(None, map(LINE.match, answer.splitlines())):
        text, rule = match["text"], (match["rule"] or "").removeprefix("-W")
        if match["level"] == "note":
            if found:
                found[-1].text.append(text)
            continue
        found.append(Finding(match["path"], kind_of(known, tool, rule, text), rule, [int(match["line"])], [text]))
    return [finding for finding in found if finding.kind]


def run_memlint(program, files, flags, folder, known):
    command = [program, "check", "-j1", "--output-format", "json", "--no-progress", "--exit-zero"]
    answer = output_of(command + ["--c-flag=" + flag for flag in flags] + list(files), folder, 20 * LIMIT)
    if not answer or not answer[0].startswith("{"):
        return None
    found = []
    for said in json.loads(answer[0])["diagnostics"]:
        kind = known.get(("memlint", said["rule"]))
        places = [said, *said["related"]]
        for place in places if kind else []:
            steps = [step["message"] for step in said["path_steps"]]
            found.append(Finding(said["path"], kind, said["rule"], [place["line"]], [place["message"], *steps]))
    return found


def peer_command(tool, path, flags, function=None):
    if tool == "clang":
        only = ["-Xclang", "-analyze-function", "-Xclang", function] if function else []
        return ["clang", "--analyze", "--analyzer-output", "text", "-fno-color-diagnostics", "-fno-caret-diagnostics",
                "-Xclang", "-analyzer-checker=alpha.unix.Stream", *only, *flags, path]
    if tool == "gcc":
        return ["gcc", "-fanalyzer", "-fdiagnostics-plain-output", "-c", "-o", "/dev/null", *flags, path]
    wanted = [flag for flag in flags if flag[:2] in ("-I", "-D", "-U") and not flag.startswith("-I/usr")]
    return ["cppcheck", "-q", "--enable=warning", "--library=posix,gnu,python", "--template={file}:{line}: {severity}: {message} [{id}]",
            "--template-location={file}:{line}: note: {info}", *wanted, path]


def run_peer(tool, files, flags, folder, known, functions):
    """None when a file was not finished in time. clang can be asked about some functions alone, which saves nearly all of its time."""
    found = []
    for path in files:
        for function in functions if tool == "clang" and functions else [None]:
            answer = output_of(peer_command(tool, path, flags, function), folder)
            if answer is None:
                return None
            found += read_lines(tool, answer[1].replace("‘", "'").replace("’", "'"), known)
    return found


def run(tool, program, files, flags, folder, known, functions=()):
    if tool == "memlint":
        return run_memlint(program, files, flags, folder, known)
    return run_peer(tool, files, flags, folder, known, functions)


def version(tool, program):
    said = output_of([program if tool == "memlint" else tool, "--version"], ".")
    return said[0].splitlines()[0] if said else ""
