#!/usr/bin/env python3
"""usage: run.py [RULE...]    measures and writes the tables into docs/rules/RULE.md
       run.py --check      measures and fails when a page's claim does not hold

A claim file is docs/measure/RULE.py (with underscores): a list CLAIMS, and NEEDS with the names of modules that it can't run without. Where
a module is missing, the page keeps what it says. A claim that an older or newer Python does not share is left out of CLAIMS there.
"""

import importlib
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measures import Figure

MEASURE = Path(__file__).resolve().parent
PAGES = MEASURE.parent / "rules"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"
NOT_MEASURED = re.compile(r"^<!-- not measured: \S.*-->$", re.MULTILINE)
VERSION = "{}.{}".format(*sys.version_info[:2])
HARNESS = ("measures", "run")


def measure_here(stem):
    """Each claim's words, its `times` and its two figures; or the name of the module that is missing."""
    try:
        claims = importlib.import_module(stem).CLAIMS
    except ModuleNotFoundError as error:
        if error.name not in needs_of(stem):
            raise
        return error.name, []
    return None, [(c.what, c.times, c.measure(c.reported), c.measure(c.instead)) for c in claims]


def measure_rule(stem):
    """The same from a process of its own: what a measure leaves switched on can't disturb the next one."""
    command = [sys.executable, "-B", str(MEASURE / "run.py"), "--measure", stem]
    output = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout
    missing, rows = json.loads(output)
    return stem, missing, [(what, times, Figure(*reported), Figure(*instead)) for what, times, reported, instead in rows]


def needs_of(stem):
    """NEEDS of a file that can't be imported."""
    line = re.search(r"^NEEDS = (.*)$", (MEASURE / f"{stem}.py").read_text(), re.MULTILINE)
    return re.findall(r'"(\w+)"', line.group(1)) if line else ()


def wrong_direction(times, reported, instead):
    """Why the claim does not hold; None when it does."""
    if reported.value < 0:
        same = reported.text == instead.text
        return "both forms do the same" if same and times != 1 else None
    if times == 1:
        least, most = sorted((reported.value, instead.value))
        return "they should cost the same" if most > least * 1.5 + 500 else None
    return None if reported.value > instead.value * times else f"the first should cost more than {times} times the second"


# --- pages -----------------------------------------------------------------------------------------------------


def table_of(rows):
    lines = [f"| Measured with CPython {VERSION} | Reported | Instead |", "|---|---:|---:|"]
    lines += [f"| {what} | {reported.text} | {instead.text} |" for what, _, reported, instead in rows]
    return "\n".join(lines) + "\n"


def rows_of(page):
    """The version and the rows of a page's table: words, reported, instead."""
    at, to = page.find(BEGIN), page.find(END)
    if at < 0 or to < at:
        return None, []
    lines = page[at + len(BEGIN) : to].splitlines()
    version = re.search(r"CPython (\S+)", lines[0]) if lines else None
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]
    return version and version.group(1), cells


def with_table(page, table):
    at, to = page.find(BEGIN), page.find(END)
    if at >= 0:
        return page[: at + len(BEGIN)] + table + page[to:]
    head, example, rest = page.partition("## Example\n")
    return f"{head}{BEGIN}{table}{END}\n{example}{rest}"


def write(stem, missing, rows):
    page = PAGES / (stem.replace("_", "-") + ".md")
    if missing:
        print(f"{page.name}: left as it is, there is no module {missing}")
        return
    text = page.read_text()
    page.write_text(with_table(text, table_of(rows)))


# --- checking --------------------------------------------------------------------------------------------------


def amount(text):
    """A figure of a page as a number; None when it is a word or a time."""
    match = re.fullmatch(r"([\d,.]+)( B| kB| MB)?", text)
    if not match:
        return None
    factor = {None: 1, " B": 1, " kB": 1e3, " MB": 1e6}[match.group(2)]
    return float(match.group(1).replace(",", "")) * factor


def differs(shown, figure, version):
    """Is the page's figure another than what this interpreter measures? Other versions may."""
    if version != VERSION or not figure.is_stable:
        return False
    if figure.value < 0:
        return shown != figure.text
    value = amount(shown)
    return value is None or abs(value - figure.value) > max(value, figure.value) / 2 + 500


def check_rows(stem, page, rows):
    version, shown = rows_of(page)
    texts_of = {what: texts for what, *texts in shown}
    if not all(row[0] in texts_of for row in rows) or (version == VERSION and len(rows) != len(shown)):
        yield f"its table has other rows; run docs/measure/run.py {stem.replace('_', '-')}"
        return
    for what, times, *figures in rows:
        why = wrong_direction(times, *figures)
        if why:
            yield f"'{what}' does not hold: {figures[0].text} and {figures[1].text}, but {why}"
        for figure, text in zip(figures, texts_of[what]):
            if differs(text, figure, version):
                yield f"'{what}' is {figure.text}, and the page says {text}"


def check(stem, missing, rows):
    page = PAGES / (stem.replace("_", "-") + ".md")
    if not page.exists():
        yield "it measures a rule that has no page"
    elif missing:
        if not rows_of(page.read_text())[1]:
            yield "its page has no table"
    else:
        yield from check_rows(stem, page.read_text(), rows)


def unmeasured(stems):
    """Pages of Python rules that prove nothing and give no reason."""
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text()
        is_python = "Python" in text.split("\n", 2)[1]
        if is_python and page.stem.replace("-", "_") not in stems and not NOT_MEASURED.search(text):
            yield f"{page.name}: no figure of it is measured; add docs/measure/{page.stem.replace('-', '_')}.py or a line <!-- not measured: REASON -->"


def complaints(results, stems):
    for stem, missing, rows in results:
        for why in check(stem, missing, rows):
            yield f"{stem}: {why}"
    yield from unmeasured(stems)


def main(arguments):
    if arguments[:1] == ["--measure"]:
        print(json.dumps(measure_here(arguments[1])))
        return 0
    is_check = arguments == ["--check"]
    stems = sorted(path.stem for path in MEASURE.glob("*.py") if path.stem not in HARNESS)
    wanted = stems if is_check or not arguments else [name.replace("-", "_") for name in arguments]
    unknown = [name for name in wanted if name not in stems]
    if unknown:
        return f"there is no docs/measure/{unknown[0]}.py\n\n{__doc__}"
    with ThreadPoolExecutor(2) as executor:
        results = list(executor.map(measure_rule, wanted))
    if is_check:
        found = list(complaints(results, stems))
        print("\n".join(found) or f"{sum(len(rows) for _, _, rows in results)} claims of {len(stems)} rules hold")
        return 1 if found else 0
    for result in results:
        write(*result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
