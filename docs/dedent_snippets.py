# SPDX-License-Identifier: Apache-2.0
"""Copies the examples with each snippet shifted to the left margin, which Doxygen 1.9.4 cannot do by itself.

A snippet stands between two lines that name it in brackets: //! [name], or // [name]

usage: dedent_snippets.py <source folder> <folder to write to> <file>...
"""
import pathlib
import re
import sys
import textwrap

SNIPPET = re.compile(r"^(?P<mark>[ \t]*(?://|#)!? \[(?P<name>\w+)\])\n(?P<code>.*?)^[ \t]*(?://|#)!? \[(?P=name)\]$",
                     re.DOTALL | re.MULTILINE)


def shifted(found):
    return f"{found['mark']}\n{textwrap.dedent(found['code'])}{found['mark']}"


def main(source, folder, files):
    for file in map(pathlib.Path, files):
        target = pathlib.Path(folder, file.relative_to(source))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(SNIPPET.sub(shifted, file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
