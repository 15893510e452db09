"""usage: wheel.py STAGED VERSION FOLDER

Writes a wheel that holds the program, its manual page and completions. The same files give the same bytes: entries are sorted and
carry the date of SOURCE_DATE_EPOCH. The tag names the oldest C library that has every symbol of the program.
"""
import base64
import hashlib
import os
import platform
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

METADATA = """Metadata-Version: 2.1
Name: memlint
Version: {version}
Summary: a linter for memory pitfalls in C and Python
License: MIT
Requires-Python: >=3.7
Description-Content-Type: text/markdown

"""
WHEEL = "Wheel-Version: 1.0\nGenerator: memlint\nRoot-Is-Purelib: false\nTag: {tag}\n"


def tag_of(program):
    symbols = subprocess.run(["objdump", "-T", program], check=True, capture_output=True, text=True).stdout
    minor = max(int(number) for number in re.findall(r"GLIBC_2\.(\d+)", symbols))
    return f"py3-none-manylinux_2_{minor}_{platform.machine()}"


def main():
    staged, version, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    root = Path(__file__).resolve().parent.parent
    tag = tag_of(staged / "bin/memlint")
    info = f"memlint-{version}.dist-info"
    entries = {f"memlint-{version}.data/scripts/memlint": (staged / "bin/memlint").read_bytes()}
    for path in sorted((staged / "share").rglob("*")):
        if path.is_file():
            entries[f"memlint-{version}.data/data/{path.relative_to(staged)}"] = path.read_bytes()
    entries[f"{info}/METADATA"] = (METADATA.format(version=version) + (root / "README.md").read_text()).encode()
    entries[f"{info}/WHEEL"] = WHEEL.format(tag=tag).encode()
    entries[f"{info}/LICENSE"] = (root / "LICENSE").read_bytes()
    record = ""
    for name, data in entries.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    entries[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    date = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(folder / f"memlint-{version}-{tag}.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)


main()
