#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the library's cost beside the loop by hand: time ratios from one interleaved run, instruction counts by
callgrind (where valgrind is installed), allocations.

usage: report.py <path of benchmark.loops>
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys


def times(program):
    """The least time in ns of each benchmark, over interleaved repetitions, and its allocations per call."""
    out = subprocess.run(
        [program, "--benchmark_format=json", "--benchmark_repetitions=25", "--benchmark_min_time=0.02",
         "--benchmark_enable_random_interleaving=true"], check=True, capture_output=True, text=True).stdout
    least, allocations = {}, {}
    for run in json.loads(out)["benchmarks"]:
        if run["run_type"] != "iteration":
            continue
        name = run["run_name"]
        least[name] = min(least.get(name, float("inf")), run["cpu_time"])
        allocations[name] = run.get("allocations", 0)
    return least, allocations


def instructions(program, name):
    """Instructions per call, the loop of the benchmark itself included: the difference of two runs."""
    counts = []
    for iterations in (1000, 3000):
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program,
             f"--benchmark_filter=^{name}/iterations:{iterations}$"],
            env={**os.environ, "REPRISE_ITERATIONS": str(iterations)}, check=True, capture_output=True, text=True)
        counts.append(int(re.search(r"refs:\s*([\d,]+)", said.stderr)[1].replace(",", "")))
    return (counts[1] - counts[0]) / 2000


def main(program):
    least, allocations = times(program)
    counted = shutil.which("valgrind") is not None
    rows = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    rows.writerow(["channel/failures", "hand ns", "library ns", "ratio", "hand instr", "library instr", "allocations"])
    for channel in ("code", "exception"):
        for failures in (0, 3):
            hand, library = f"{channel}/hand/{failures}", f"{channel}/library/{failures}"
            counts = [f"{instructions(program, name):.0f}" for name in (hand, library)] if counted else ["-", "-"]
            rows.writerow([f"{channel}/{failures}", f"{least[hand]:.2f}", f"{least[library]:.2f}",
                           f"{least[library] / least[hand]:.3f}", *counts, f"{allocations[library]:.0f}"])
    print(f"first delay of a thread: {least['first_delay']:.1f} ns")


if __name__ == "__main__":
    main(sys.argv[1])
