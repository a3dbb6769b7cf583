#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what the library costs beside a loop by hand, as a Markdown table with the bounds that it has to keep.

Instructions are counted by callgrind, and do not depend on the day or the machine's load; times are the least of many,
those of a compiler a median.

usage: table.py [--counts-only] <source folder> <build folder>...

--counts-only leaves out what is timed, and the instructions of the compilers, which take minutes to count: for a gate.
Exit code 1 if a bound is not kept, 77 if valgrind is not there.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

SKIPPED = 77

# A graph task that succeeds: the kind, its bound in instructions over a call of its processor, and in words. The bound
# in time is 100 ns.
TASKS = (("composed", 400, "a composed policy"), ("told", 600, "one, and a context for the processor"),
         ("listed", 1000, "the task's own list of policies"))


def compiler(build):
    cache = pathlib.Path(build, "CMakeCache.txt").read_text(encoding="utf-8")
    return re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.MULTILINE)[1]


class Counts:
    """Instructions and allocations of the loops of one build."""

    def __init__(self, build):
        self.program = pathlib.Path(build, "test", "benchmark.instructions")
        self.known = {}

    def _run(self, loop, failures, times):
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self.program, loop, str(failures),
             str(times)], check=True, capture_output=True, text=True)
        return int(re.search(r"refs:\s*([\d,]+)", said.stderr)[1].replace(",", "")), int(said.stdout)

    def of(self, loop, failures):
        """Instructions of one call: the difference of two runs, so that what a process costs anyhow drops out. Both
        numbers of calls have as many digits, because reading them is a part of that."""
        if (loop, failures) not in self.known:
            (few, _), (many, allocations) = self._run(loop, failures, 1000), self._run(loop, failures, 2000)
            self.known[loop, failures] = (many - few) / 1000, allocations / 2000
        return self.known[loop, failures]

    def instructions(self, loop, failures=0):
        return self.of(loop, failures)[0]

    def allocations(self):
        return sum(self.of(f"{channel}/library", failures)[1] for channel in ("code", "result", "errno", "exception")
                   for failures in (0, 3))

    def task_allocations(self):
        return sum(self.of(f"task/{kind}", 0)[1] for kind, _, _ in TASKS)


class AsynchronousCounts:
    """The same of the coroutines of one build, by hand or by the library, and the bytes that each takes that waits."""

    def __init__(self, build):
        self.program = pathlib.Path(build, "test", "benchmark.asynchronous")
        self.known = {}

    def _of(self, who, failures):
        if (who, failures) not in self.known:
            ran = []
            for times in (1000, 2000):
                said = subprocess.run(
                    ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self.program, who, str(failures),
                     str(times)], check=True, capture_output=True, text=True)
                ran.append((int(re.search(r"refs:\s*([\d,]+)", said.stderr)[1].replace(",", "")), int(said.stdout)))
            (few, _), (many, allocations) = ran
            self.known[who, failures] = (many - few) / 1000, allocations
        return self.known[who, failures]

    def instructions(self, failures):
        return ratio(self._of("library", failures)[0], self._of("hand", failures)[0])

    def allocations(self, failures):
        return difference(self._of("library", failures)[1], self._of("hand", failures)[1])

    def bytes(self):
        return ratio(*(int(subprocess.run([self.program, who, "waiting", "100000"], check=True, capture_output=True,
                                          text=True).stdout) for who in ("library", "hand")))


def times(build, program="loops"):
    """The least time in ns of each loop over repetitions that are mixed with each other."""
    out = subprocess.run(
        [pathlib.Path(build, "test", f"benchmark.{program}"), "--benchmark_format=json", "--benchmark_repetitions=25",
         "--benchmark_min_time=0.02", "--benchmark_enable_random_interleaving=true"],
        check=True, capture_output=True, text=True).stdout
    least = {}
    for run in json.loads(out)["benchmarks"]:
        if run["run_type"] == "iteration":
            least[run["run_name"]] = min(least.get(run["run_name"], float("inf")), run["cpu_time"])
    return least


def compile_instructions(command, text):
    """How many instructions a compiler takes for a text."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(text)
        file.flush()
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes", *command,
             "-fsyntax-only", file.name], check=True, capture_output=True, text=True).stderr
    # one count for each program that the compiler starts
    return sum(int(count.replace(",", "")) for count in re.findall(r"refs:\s*([\d,]+)", said))


def compile_seconds(command, text):
    """The processor time that a compiler takes for a text."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(text)
        file.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, "-fsyntax-only", file.name], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def include_command(source, build):
    return [compiler(build), "-std=c++20", *(f"-I{source}/{layer}" for layer in ("concepts", "policies", "include"))]


def include_programs(command, header):
    """A program that includes a header of ours or of Boost, and one with the standard headers that it needs: that this
    header and those of ours and of Boost below it include."""
    whole = f"#include <{header}>\n"
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(whole)
        file.flush()
        made_of = subprocess.run([*command, "-M", file.name], check=True, capture_output=True, text=True).stdout
    paths = made_of.replace("\\\n", " ").split()[2:]
    standard = set()
    for path in paths:
        if "/reprise/" in path or "/boost/" in path:
            text = pathlib.Path(path).read_text(encoding="utf-8", errors="replace")
            standard.update(re.findall(r"^\s*#\s*include <([a-z_]+)>", text, re.MULTILINE))
    there = [name for name in sorted(standard) if any(path.endswith(f"/{name}") for path in paths)]
    return whole, "".join(f"#include <{name}>\n" for name in there)


def include_texts(command):
    """Of <reprise/retry.hpp>, and of <boost/asio.hpp> beside it."""
    return [*include_programs(command, "reprise/retry.hpp"), *include_programs(command, "boost/asio.hpp")]


def include_instructions(source, build):
    """What <reprise/retry.hpp> costs over the standard headers, beside what <boost/asio.hpp> does."""
    command = include_command(source, build)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        whole, least, asio, below_asio = pool.map(
            lambda text: compile_instructions(command, text), include_texts(command))
    ours, theirs = whole - least, asio - below_asio
    return ours / theirs, f"{ours / theirs:.3f} ({ours / 1e6:.0f} : {theirs / 1e6:.0f} million)"


def seconds_over(command, whole, least, pairs):
    """What one text takes longer than another: quartiles of pairs, because a machine's speed changes within a minute.
    Each text is first in every other pair."""
    differences = []
    for pair in range(pairs):
        order = (whole, least) if pair % 2 == 0 else (least, whole)
        taken = {text: compile_seconds(command, text) for text in order}
        differences.append(taken[whole] - taken[least])
    return statistics.quantiles(differences, n=4, method="inclusive")


def include_seconds(source, build):
    """The same in seconds."""
    command = include_command(source, build)
    whole, least, asio, below_asio = include_texts(command)
    low, ours, high = seconds_over(command, whole, least, pairs=32)
    _, theirs, _ = seconds_over(command, asio, below_asio, pairs=6)
    return ours, f"{ours:.2f} s (quartiles {low:.2f} and {high:.2f}; Asio {theirs:.2f} s)"


def instantiations(command, text):
    """How many class and function templates clang instantiates for a text."""
    with tempfile.TemporaryDirectory() as folder:
        program, trace = pathlib.Path(folder, "program.cpp"), pathlib.Path(folder, "trace.json")
        program.write_text(text, encoding="utf-8")
        subprocess.run([*command, "-c", str(program), "-o", str(trace.with_suffix(".o")), f"-ftime-trace={trace}",
                        "-ftime-trace-granularity=0"], check=True)
        events = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    return sum(event["name"] in ("InstantiateClass", "InstantiateFunction") for event in events)


def include_instantiations(source, build):
    """How many templates <reprise/retry.hpp> instantiates over the standard headers, which clang alone counts."""
    command = include_command(source, build)
    if "clang" not in command[0]:
        return 0, "does not say"
    whole, least = (instantiations(command, text) for text in include_programs(command, "reprise/retry.hpp"))
    return whole - least, f"{whole - least}"


class Table:
    """The rows, and whether all bounds were kept."""

    def __init__(self, builds):
        self.kept = True
        names = [pathlib.Path(compiler(build)).name for build in builds]
        print("| | bound |", " | ".join(names), "|")
        print("|---|---|" + "---|" * len(names))

    def row(self, what, bound, shown, results):
        cells = []
        for value, text in results:
            missed = bound is not None and value > bound
            self.kept &= not missed
            cells.append(text + (" **missed**" if missed else ""))
        print(f"| {what} | {shown} |", " | ".join(cells), "|", flush=True)


def ratio(library, hand):
    return library / hand, f"{library / hand:.3f} ({library:.0f} : {hand:.0f})"


def difference(library, hand):
    return library - hand, f"{library - hand:+.0f} ({library:.0f} : {hand:.0f})"


def count_rows(table, builds):
    counts = [Counts(build) for build in builds]
    for channel, name in (("exception", "exceptions"), ("code", "return codes"), ("errno", "errno"),
                          ("result", "results")):
        table.row(f"success, {name}: instructions over the loop by hand", 4, "+4",
                  [difference(c.instructions(f"{channel}/library"), c.instructions(f"{channel}/hand"))
                   for c in counts])
    table.row("success, exceptions: instructions over a loop that only counts", 4, "+4",
              [difference(c.instructions("exception/library"), c.instructions("exception/bare")) for c in counts])
    for channel, bound, name in (("code", 1.10, "return code"), ("result", 1.10, "result"), ("errno", 1.10, "errno"),
                                 ("exception", 1.05, "exception")):
        table.row(f"3 failures by {name}, then success: instructions, ratio", bound, bound,
                  [ratio(c.instructions(f"{channel}/library", 3), c.instructions(f"{channel}/hand", 3))
                   for c in counts])
    table.row("allocations in all of these", 0, 0, [(c.allocations(), f"{c.allocations():.0f}") for c in counts])
    for kind, bound, name in TASKS:
        table.row(f"graph task that succeeds, {name}: instructions over its processor", bound, f"+{bound}",
                  [difference(c.instructions(f"task/{kind}"), c.instructions("task/hand")) for c in counts])
    table.row("allocations in all of these", 0, 0,
              [(c.task_allocations(), f"{c.task_allocations():.0f}") for c in counts])
    table.row("reads of the clock in all of these", 0, 0, [(0, "0, it would have ended the program")] * len(counts))
    table.row("first delay of a thread, instructions", 1000, 1000,
              [(c.instructions("first_delay"), f"{c.instructions('first_delay'):.0f}") for c in counts])


def asynchronous_rows(table, builds):
    counts = [AsynchronousCounts(build) for build in builds]
    table.row("coroutine of Asio, success: instructions, ratio", 1.05, 1.05, [c.instructions(0) for c in counts])
    table.row("coroutine of Asio, 3 failures by exception: instructions, ratio", 1.10, 1.10,
              [c.instructions(3) for c in counts])
    table.row("coroutine of Asio, 2000 successes, once warm: allocations over the loop by hand", 0, 0,
              [c.allocations(0) for c in counts])
    table.row("coroutine of Asio, one of 100,000 that wait: bytes, ratio", 1.10, 1.10, [c.bytes() for c in counts])


def include_rows(table, source, builds):
    table.row("include of reprise/retry.hpp over the standard headers: templates instantiated", 850, 850,
              [include_instantiations(source, build) for build in builds])


def time_rows(table, source, builds):
    taken = [times(build) for build in builds]
    for channel, name in (("code", "return code"), ("exception", "exception")):
        for failures in (0, 3):
            results = []
            for least in taken:
                library, hand = (least[f"{channel}/{who}/{failures}"] for who in ("library", "hand"))
                results.append((library / hand, f"{library / hand:.3f} ({library:.1f} ns : {hand:.1f} ns)"))
            table.row(f"{failures} failures by {name}: time, ratio", None, "", results)
    tasks = [times(build, "graph") for build in builds]
    for kind, name in (("composed_policy", TASKS[0][2]), ("composed_policy_with_context", TASKS[1][2]),
                       ("policy_of_the_task", TASKS[2][2])):
        table.row(f"graph task that succeeds, {name}: time over its processor", 100, "100 ns",
                  [(least[kind] - least["by_hand"], f"{least[kind] - least['by_hand']:.1f} ns") for least in tasks])
    table.row("first delay of a process, time", 1000, "1 us",
              [(least["first_delay"], f"{least['first_delay']:.0f} ns") for least in taken])
    table.row("include of reprise/retry.hpp over the standard headers: instructions, beside those of boost/asio.hpp",
              0.15, 0.15, [include_instructions(source, build) for build in builds])
    table.row("include of reprise/retry.hpp over the standard headers: time", 0.25, "0.25 s",
              [include_seconds(source, build) for build in builds])


def main(arguments):
    counts_only = arguments[:1] == ["--counts-only"]
    source, *builds = arguments[counts_only:]
    if shutil.which("valgrind") is None:
        print("NOT CHECKED: valgrind was not found, so no instruction was counted and no bound was looked at.\n"
              "Install it (.ci/install-packages benchmark) and run this again.")
        return SKIPPED
    table = Table(builds)
    count_rows(table, builds)
    asynchronous_rows(table, builds)
    include_rows(table, source, builds)
    if not counts_only:
        time_rows(table, source, builds)
    return 0 if table.kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
