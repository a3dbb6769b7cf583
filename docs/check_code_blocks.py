# SPDX-License-Identifier: Apache-2.0
"""Checks that every block of code in the prose comes from a file that the gate compiles and runs.

A fenced block in README.md, in a page under docs/ or in the comment of a header has to occur in a file of its language:
C++ in a program of docs/examples/ or a test, CMake in a project of test/consume/, commands in a script. White space does
not matter, so that a formatter may break lines in another place. A block may leave things out: a blank line or a line
that is only `// ...` separates parts, which have to occur in one file, in that order.

usage: check_code_blocks.py <source folder>
"""
import pathlib
import re
import sys

# Where code of a language may come from.
SOURCES = {
    "cpp": ("docs/examples/**/*.cpp", "docs/examples/**/*.hpp", "test/**/*.cpp"),
    "cmake": ("test/consume/**/CMakeLists.txt", "docs/examples/**/CMakeLists.txt"),
    "sh": ("docs/examples/run", "test/run", ".ci/*"),
}
# What shows no code at all: output, a log, a plain picture.
NO_CODE = ("text",)
FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})\s*(?P<language>\S*)[^\n]*\n(?P<code>.*?)^[ \t]*(?P=fence)[ \t]*$",
                   re.DOTALL | re.MULTILINE)
DOXYGEN_BLOCK = re.compile(r"[\\@](?:code|verbatim)\b")


def squeezed(code):
    return re.sub(r"\s+", "", code)


def parts_of(code):
    parts = re.split(r"\n[ \t]*(?:// \.\.\.[ \t]*)?\n|^[ \t]*// \.\.\.[ \t]*$", code.strip("\n"), flags=re.MULTILINE)
    return [squeezed(part) for part in parts if squeezed(part)]


def occurs(parts, content):
    at = 0
    for part in parts:
        at = content.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return bool(parts)


def prose(source):
    """Each file with its text; of a header its comments alone."""
    for page in [source / "README.md", *sorted((source / "docs").rglob("*.md"))]:
        yield page, page.read_text(encoding="utf-8")
    for layer in ("concepts", "policies", "include"):
        for header in sorted((source / layer).rglob("*.hpp")):
            lines = header.read_text(encoding="utf-8").splitlines()
            yield header, "".join(
                (re.sub(r"^\s*///\s?", "", line) if line.lstrip().startswith("///") else "") + "\n" for line in lines)


def main(directory):
    source = pathlib.Path(directory)
    contents = {
        language: [squeezed(file.read_text(encoding="utf-8"))
                   for pattern in patterns for file in sorted(source.glob(pattern)) if file.is_file()]
        for language, patterns in SOURCES.items()}
    checked, found = 0, []
    for file, text in prose(source):
        where = file.relative_to(source)
        for block in DOXYGEN_BLOCK.finditer(text):
            found.append((where, text.count("\n", 0, block.start()) + 1, r"show code with \snippet"))
        for block in FENCE.finditer(text):
            language, line = block["language"].strip("{.}"), text.count("\n", 0, block.start()) + 1
            checked += 1
            if language in NO_CODE:
                continue
            if language not in SOURCES:
                found.append((where, line, f"say what the block is: {', '.join((*SOURCES, *NO_CODE))}"))
            elif not any(occurs(parts_of(block["code"]), content) for content in contents[language]):
                found.append((where, line, f"no {language} file that is compiled or run has this code"))
    for where, line, finding in found:
        print(f"{where}:{line}: {finding}")
    print(f"{checked} blocks of code, {len(found)} findings")
    return 1 if found or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
