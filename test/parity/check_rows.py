# SPDX-License-Identifier: Apache-2.0
"""Checks the page that says which test holds which row of LangGraph's: every test that it names exists, and every test
of a row is named by it.

usage: check_rows.py <source folder>
"""
import pathlib
import re
import sys

NAMED = re.compile(r"`((?:parity_|better|task|error_handler|async_|compile_fail|example)\w*)\.(\w+)`")
DEFINED = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)


def main():
    root = pathlib.Path(sys.argv[1])
    page = root / "docs/graph_rows.md"
    defined = {match.groups() for file in (root / "test/parity").glob("*_test.cpp") for match in
               DEFINED.finditer(file.read_text(encoding="utf-8"))}
    if not defined:
        sys.exit(f"no tests were found below {root}")
    defined |= {("compile_fail", file.stem) for file in (root / "test/compile_fail").glob("*.cpp")}
    defined |= {("example", folder.name) for folder in (root / "docs/examples").iterdir() if folder.is_dir()}

    named = set()
    complaints = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for match in NAMED.finditer(line):
            named.add(match.groups())
            if match.groups() not in defined:
                complaints.append(f"{page}:{number}: there is no test {'.'.join(match.groups())}")
    for suite, name in sorted(defined - named):
        if suite.startswith("parity_"):
            complaints.append(f"{page}: does not say which row {suite}.{name} holds")
    print("\n".join(complaints) or f"{len(named)} tests are named, and exist")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
