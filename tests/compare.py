"""usage: compare.py SOURCE BINARY

Runs what the last column of docs/compare.md says, row by row, and compares the exit status. Options that memlint's column names must
be known to the program, too.
"""
import os
import re
import subprocess
import sys
import tempfile

FILES = {
    "app.py": "seen = {}\n\n\ndef look(key):\n    if key not in seen:\n        seen[key] = len(key)\n    return seen[key]\n",
    "clean.py": "def add(left, right):\n    return left + right\n",
    "grow.c": "#include <stdlib.h>\n\nstruct table { void *slots; };\n\nint grow(struct table *table, size_t size)\n{\n"
              "    table->slots = realloc(table->slots, size);\n    return table->slots ? 0 : -1;\n}\n",
}


def rows_of(page):
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 8 and cells[1] != "ruff":
            yield cells


def main():
    source, binary = sys.argv[1:3]
    page = open(f"{source}/docs/compare.md", encoding="utf-8").read()
    known = subprocess.run([binary, "help", "--all"], capture_output=True, text=True, check=True).stdout
    failures, ran = [], 0
    for cells in rows_of(page):
        for option in re.findall(r"--[a-z-]+", cells[6]):
            if not re.search(re.escape(option) + r"(?![a-z-])", known):
                failures.append(f"{cells[0]}: memlint has no {option}")
        if cells[7] == "-":
            continue
        match = re.fullmatch(r"`(.*)` (\d+)", cells[7])
        if not match:
            failures.append(f"{cells[0]}: '{cells[7]}' is no command with an exit status")
            continue
        with tempfile.TemporaryDirectory() as work:
            for name, text in FILES.items():
                with open(f"{work}/{name}", "w") as file:
                    file.write(text)
            os.mkdir(f"{work}/.bin")
            os.symlink(binary, f"{work}/.bin/memlint")
            environment = dict(os.environ, PATH=f"{work}/.bin:{os.environ['PATH']}")
            result = subprocess.run(["sh", "-c", match[1]], cwd=work, env=environment, capture_output=True, text=True,
                                    stdin=subprocess.DEVNULL)
        ran += 1
        if result.returncode != int(match[2]):
            failures.append(f"{cells[0]}: {match[1]}: exit status {result.returncode}, not {match[2]}\n{result.stdout}{result.stderr}")
    if ran < 30:
        failures.append(f"only {ran} rows were tried")
    print("\n".join(failures) or f"{ran} rows tried")
    return bool(failures)


sys.exit(main())
