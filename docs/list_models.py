# SPDX-License-Identifier: Apache-2.0
"""Lists the policies that model each concept, as the pages of the concepts show them.

A policy says what it models in its comment, with \\model{reprise::backoff_policy}. For each concept that is named so, a
Markdown table of its models is written.

usage: list_models.py <source folder> <folder to write to>
"""
import collections
import pathlib
import re
import sys

LAYERS = ("concepts", "policies", "include")
COMMENT = re.compile(r"(?:^[ ]*///.*\n)+", re.MULTILINE)
ENTITY = re.compile(r"^(?:class|struct)\s+(?:\[\[.*?\]\]\s*)?(\w+)|^using\s+(\w+)", re.MULTILINE)


def brief_of(comment):
    after = comment.split(r"\brief", 1)[1]
    return " ".join(re.split(r"\n\s*(?:\n|\\)", after, maxsplit=1)[0].split())


def models_in(header):
    content = header.read_text(encoding="utf-8")
    # innermost last; a header opens its namespaces before anything is documented in them
    for found in COMMENT.finditer(content):
        comment = re.sub(r"^[ ]*/// ?", "", found.group(), flags=re.MULTILINE)
        concepts = re.findall(r"\\model\{([\w:]+)\}", comment)
        if not concepts:
            continue
        entity = ENTITY.search(content, found.end())
        spaces = re.findall(r"^namespace ([\w:]+) \{", content[: found.start()], re.MULTILINE)
        space = next((name for name in reversed(spaces) if "detail" not in name), "reprise")
        for concept in concepts:
            yield concept, f"{space}::{entity.group(1) or entity.group(2)}", brief_of(comment)


def main(source, folder):
    models = collections.defaultdict(dict)
    for layer in LAYERS:
        for header in sorted(pathlib.Path(source, layer).rglob("*.hpp")):
            for concept, name, brief in models_in(header):
                models[concept][name] = brief
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for concept, listed in models.items():
        rows = "".join(f"| {name} | {brief.replace('|', chr(92) + '|')} |\n" for name, brief in sorted(listed.items()))
        file = target / (concept.rsplit("::", 1)[-1] + ".md")
        file.write_text("| model | what it does |\n|---|---|\n" + rows, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
