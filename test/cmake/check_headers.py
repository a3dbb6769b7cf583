# SPDX-License-Identifier: Apache-2.0
"""Checks what the compiler does not see in the headers.

Boost and the like lie in the system's own include folder: a layer that must not include them can. And whatever shares a
folder with another target can be included from there, although it is above.

usage: check_headers.py <file>     one section a target, as test/CMakeLists.txt writes it
"""
import configparser
import pathlib
import re
import sys

# clang-format keeps code shorter, but it does not touch comments and texts.
LONGEST_LINE = 120


def values(section, key):
    return [value for value in section[key].split(";") if value]


def visible_from(name, sections):
    """The headers that the target may include, its own and those of all targets below it."""
    section = sections[name]
    headers = set(values(section, "headers"))
    for dependency in values(section, "depends"):
        if dependency.startswith("reprise::"):
            headers |= visible_from(dependency.removeprefix("reprise::"), sections)
    return headers


def is_a_library(include):
    """Headers of the compiler and of the platform lie in no folder, or in sys/."""
    return "/" in include and not include.startswith("sys/")


def findings(header, text, visible, prefixes):
    lines = text.split("\n")
    if lines[0] != "// SPDX-License-Identifier: Apache-2.0":
        yield 1, "does not begin with the licence line"
    if "\n/// \\file\n/// \\brief " not in text:
        yield 1, r"does not say what it is for: \file, \brief"

    guard = re.sub(r"[/.]", "_", header).upper()
    directives = [line for line in lines if line.startswith("#")]
    if directives[:2] != [f"#ifndef {guard}", f"#define {guard}"] or not text.endswith(f"\n#endif  // {guard}\n"):
        yield 1, f"is not guarded by {guard}"

    for number, line in enumerate(lines, 1):
        # a row of a table cannot be broken, and the ends of a macro's lines stand below each other
        kept = line.lstrip().startswith("/// |") or line.endswith("\\")
        if len(line) > LONGEST_LINE and not kept:
            yield number, f"is longer than {LONGEST_LINE} characters"
        if line.startswith("#include") and (included := re.match(r'#include\s*[<"]([^>"]+)[>"]', line)):
            name = included[1]
            if name.startswith("reprise/"):
                if name not in visible:
                    yield number, f"includes {name}, which is not below it"
            elif is_a_library(name) and not name.startswith(tuple(prefixes)):
                yield number, f"includes {name}, which its layer must not need"


def main(description):
    parser = configparser.ConfigParser(delimiters="=", interpolation=None)
    parser.read(description, encoding="utf-8")
    sections = {parser[name]["name"]: parser[name] for name in parser.sections()}
    checked = found = 0
    for name, section in sections.items():
        visible = visible_from(name, sections)
        for header in values(section, "headers"):
            path = pathlib.Path(section["folder"], header)
            checked += 1
            for number, finding in findings(header, path.read_text(encoding="utf-8"), visible, values(section, "includes")):
                found += 1
                print(f"{path}:{number}: {finding}")
    print(f"{checked} headers, {found} findings")
    return 1 if found or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
