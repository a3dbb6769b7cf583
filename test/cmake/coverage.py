# SPDX-License-Identifier: Apache-2.0
"""Reports how much of the headers the tests ran through, and fails if too many lines never were.

gcov tells what each instantiation of a template did. Here a line counts as reached if one of them reached it, and a branch
as taken if one of them took it. (gcovr 5.2, the usual tool for this, loses the branches of all templates.) A line that
cannot be reached is excused by a comment with GCOV_EXCL_LINE and the reason.

usage: coverage.py <least share of the lines in percent> <source folder> <build folder> <layer folder>...
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys


def gcov(source, counts):
    """The files that one translation unit was made of, as gcov describes them, without those of the system."""
    command = ["gcov", "--json-format", "--stdout", "--branch-probabilities", "--relative-only",
               "--source-prefix", source, str(counts)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=counts.parent).stdout
    return [file for line in output.splitlines() for file in json.loads(line)["files"]]


class Coverage:
    """What is known of one header."""

    def __init__(self):
        self.lines = collections.Counter()
        self.branches = collections.Counter()

    def add(self, line):
        number = line["line_number"]
        self.lines[number] += line["count"]
        # Whether the standard library could throw is not what a test of ours decides.
        for index, branch in enumerate(branch for branch in line["branches"] if not branch["throw"]):
            self.branches[number, index] += branch["count"]

    def excuse(self, path):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            # Behind a brace that closes a function stands at most what unwinding destroys. Where g++ gives a line in a
            # comment to a function that one program does not call, no code stands there.
            no_code = (text.strip() == "}" or text.lstrip().startswith("//")) and self.lines[number] == 0
            if no_code or "GCOV_EXCL_LINE" in text:
                self.lines.pop(number, None)
                for key in [key for key in self.branches if key[0] == number]:
                    del self.branches[key]


def reached(counter):
    return sum(count > 0 for count in counter.values())


def row(name, counters, remark=""):
    cells = ""
    for counter in counters:
        hit, total = sum(reached(c) for c in counter), sum(map(len, counter))
        cells += f"{hit:>7}/{total:<5}{100 * hit / total if total else 100:>5.1f} %"
    print(f"{name:<56}{cells}  {remark}".rstrip())


def main(at_least, source, build, *layers):
    headers = collections.defaultdict(Coverage)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for files in pool.map(lambda counts: gcov(source, counts), pathlib.Path(build).rglob("*.gcda")):
            for file in files:
                name = pathlib.Path(os.path.relpath(pathlib.Path(build, file["file"]), source))
                if name.parts[0] in layers:
                    for line in file["lines"]:
                        headers[name].add(line)

    print(f"{'':<56}{'lines':>12}{'branches':>20}")
    missing = 0
    for layer in layers:
        of_layer = sorted((name, coverage) for name, coverage in headers.items() if name.parts[0] == layer)
        for name, coverage in of_layer:
            coverage.excuse(pathlib.Path(source, name))
            lines = sorted(number for number, count in coverage.lines.items() if count == 0)
            missing += len(lines)
            row(str(name), [[coverage.lines], [coverage.branches]],
                "never reached: " + ", ".join(map(str, lines)) if lines else "")
        row(f"{layer}/", [[c.lines for _, c in of_layer], [c.branches for _, c in of_layer]])
    row("all", [[c.lines for c in headers.values()], [c.branches for c in headers.values()]])
    if not headers:
        print("no header was run: are the counts of the tests there?")
    total = sum(len(c.lines) for c in headers.values())
    share = 100 * (total - missing) / total if total else 0
    print(f"{missing} lines were never reached; at least {at_least} % have to be")
    return 0 if headers and share >= float(at_least) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
