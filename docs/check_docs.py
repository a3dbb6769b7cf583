# SPDX-License-Identifier: Apache-2.0
"""Checks in Doxygen's XML what Doxygen 1.9.4 does not warn about by itself.

- a class, a concept or an enumerator without a brief description
- parameters, template parameters and results that the description leaves out, and such that do not exist
- an entity that is in no group, and so is not to be found in the reference
- a group that does not exist
- a constraint that is missing from the HTML, and is not given by the \\constraint command either
- a name of ours that leads nowhere
- a page of a policy without what it is for and not for, and an example; of a backoff or a jitter without its formula,
  its bounds and its picture; of a stop condition or a time limit without its bounds and its picture; of a random source
  without its formula; of a clock without its bounds
- a page of a concept without its expressions, laws, models, near misses and an example
- a page of prose without a title

usage: check_docs.py <xml folder> <source folder>
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

OUR_NAME = re.compile(r"\breprise::[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
ALSO_NEEDED = {
    "backoff": ("Formula", "Bounds", "a picture"),
    "jitter": ("Formula", "Bounds", "a picture"),
    "stop": ("Bounds", "a picture"),
    "limit": ("Bounds", "a picture"),
    "random": ("Formula",),
    "clock": ("Bounds",),
}
SPELLS_ITSELF = re.compile(r"operator\s*(==|!=|<=>|=|<<)$")


def text(element):
    return "" if element is None else "".join(element.itertext()).strip()


def documented(entity, kind):
    path = f"detaileddescription//parameterlist[@kind='{kind}']//parametername"
    return {text(name) for name in entity.findall(path)}


def template_parameters(entity):
    for parameter in entity.findall("templateparamlist/param"):
        name = text(parameter.find("declname")) or text(parameter.find("defname")) or text(parameter.find("type"))
        yield name.split()[-1].lstrip(".")


def compare(kind, declared, described):
    for name in declared:
        if name not in described:
            yield f"{kind} {name} is not documented"
    for name in sorted(described - set(declared)):
        yield f"there is no {kind} {name}"


def of_templates(entity):
    declared = [name for name in template_parameters(entity) if name not in ("class", "typename", "auto")]
    # The first one of a concept is what the whole page is about.
    described = documented(entity, "templateparam")
    subject = declared[:1] if entity.get("kind") == "concept" else []
    return compare("template parameter", [name for name in declared if name not in subject], described - set(subject))


def of_function(function):
    name, result = text(function.find("name")), text(function.find("type"))
    if not SPELLS_ITSELF.match(name):
        declared = [text(parameter.find("declname")) for parameter in function.findall("param")]
        yield from compare("parameter", [name for name in declared if name], documented(function, "param"))
        gives = re.sub(r"\b(constexpr|consteval|static|inline|friend|virtual)\b", "", result).strip() not in ("", "void")
        if gives and not name.startswith("operator") and function.find(".//simplesect[@kind='return']") is None:
            yield "its result is not documented"
    hidden = function.find("requiresclause") is not None and function.find("templateparamlist") is None
    if hidden and "Constraint" not in text(function.find("detaileddescription")):
        yield r"its requires-clause is invisible in HTML: repeat it with \constraint"


def of_references(entity):
    """Names of ours in prose that Doxygen did not turn into links. Code is quoted as it is."""
    def prose(element):
        if element.tag in ("ref", "computeroutput", "programlisting", "verbatim", "ulink"):
            return
        yield element.text or ""
        for child in element:
            yield from prose(child)
            yield child.tail or ""

    for part in (entity.find("briefdescription"), entity.find("detaileddescription")):
        if part is not None:
            for name in OUR_NAME.findall(" ".join(prose(part))):
                yield f"{name} leads nowhere"


def findings(entity, name):
    described = text(entity.find("briefdescription")) or text(entity.find("detaileddescription"))
    inner = entity.get("prot") == "private"
    if entity.tag == "compounddef" and entity.get("kind") not in ("page", "file") and not described and not inner:
        yield name, "no brief"
    elif entity.tag == "memberdef" and described and entity.get("kind") != "variable":
        if not text(entity.find("briefdescription")):
            yield name, "no brief, though it is described"
    checks = [of_references(entity)]
    if described:
        checks.append(of_templates(entity))
        if entity.get("kind") == "function":
            checks.append(of_function(entity))
    for check in checks:
        for finding in check:
            yield name, finding
    for value in entity.findall("enumvalue"):
        if not text(value.find("briefdescription")) and not text(value.find("detaileddescription")):
            yield f"{name}::{text(value.find('name'))}", "no brief"


def headings(entity):
    """The sections of a page: those of the \\par kind, and headings in the text."""
    detailed = entity.find("detaileddescription")
    if detailed is None:
        return set()
    return {text(title) for title in detailed.iter("title")} | {text(heading) for heading in detailed.iter("heading")}


def of_page(entity, needed):
    detailed, there = entity.find("detaileddescription"), headings(entity)
    for part in needed:
        if part == "an example":
            missing = detailed is None or detailed.find(".//programlisting") is None
        elif part == "a picture":
            missing = detailed is None or not any(
                image.get("name", "").endswith(".svg") for image in detailed.iter("image"))
        elif part == "Near misses":
            missing = "Near misses" not in text(detailed)
        else:
            missing = part not in there
        if missing:
            yield f"its page lacks {part!r}" if part[0].isupper() else f"its page lacks {part}"


def of_policy_pages(compounds):
    nested = {text(group.find("compoundname")): group for group in compounds["group"]}
    axes = {inner.get("refid").removeprefix("group__")
            for inner in nested["policies"].findall("innergroup")} if "policies" in nested else set()
    classes = {entity.get("id"): entity for kind in ("class", "struct") for entity in compounds[kind]}
    for axis, group in nested.items():
        if axis.replace("_", "__") not in axes:
            continue
        for inner in group.findall("innerclass"):
            entity = classes.get(inner.get("refid"))
            if entity is None or "Models" not in headings(entity):
                continue
            needed = ["When", "When not", "an example", *ALSO_NEEDED.get(axis, ())]
            for finding in of_page(entity, needed):
                yield text(entity.find("compoundname")), finding


def of_titles(compounds):
    """Doxygen takes the first line of a Markdown file for its title, and its name where that is no heading."""
    for page in compounds["page"]:
        if text(page.find("compoundname")).startswith("md_"):
            yield page.find("location").get("file"), "its first line is no heading with a label"


def of_concept_pages(compounds):
    for concept in compounds["concept"]:
        name = text(concept.find("compoundname"))
        if name.endswith("_policy") and "::any_" not in name:  # which is one of several
            needed = ("Valid expressions", "Laws", "Models", "Near misses", "an example")
        elif "Valid expressions" in headings(concept):
            needed = ("Near misses", "an example")
        else:
            continue
        for finding in of_page(concept, needed):
            yield name, finding


def group_of_concept(compound, source):
    """Groups do not list their concepts in XML: look at the comment above."""
    location = compound.find("location")
    lines = pathlib.Path(source, location.get("file")).read_text(encoding="utf-8").splitlines()
    above = lines[: int(location.get("line"))]
    while above and not above[-1].startswith("///"):
        above.pop()
    while above and above[-1].startswith("///"):
        if r"\ingroup" in above.pop():
            return True
    return False


def ungrouped(compounds, source):
    grouped = {inner.get("refid") for group in compounds["group"] for inner in group.findall("innerclass")}
    for namespace in compounds["namespace"]:
        for inner in namespace.findall("innerclass"):
            if inner.get("refid") not in grouped:
                yield text(inner), "is in no group"
        for member in namespace.findall("sectiondef/memberdef"):
            if not member.get("id").startswith("group__"):
                yield f"{text(namespace.find('compoundname'))}::{text(member.find('name'))}", "is in no group"
    for concept in compounds["concept"]:
        if not group_of_concept(concept, source):
            yield text(concept.find("compoundname")), "is in no group"

    groups = {text(group.find("compoundname")) for group in compounds["group"]}
    for header in {location.get("file") for kind in ("file", "concept") for c in compounds[kind]
                   for location in c.findall("location")}:
        content = pathlib.Path(source, header).read_text(encoding="utf-8")
        for group in re.findall(r"[\\@]ingroup\s+(\w+)", content):
            if group not in groups:
                yield header, f"there is no group {group}"


def main(directory, source):
    kinds = ("class", "struct", "union", "concept", "namespace", "group", "page", "file")
    compounds = {kind: [] for kind in kinds}
    for file in sorted(pathlib.Path(directory).glob("*.xml")):
        for compound in ET.parse(file).getroot().iter("compounddef"):
            ours = compound.get("kind") != "namespace" or text(compound.find("compoundname")).startswith("reprise")
            if ours and compound.get("kind") in compounds:
                compounds[compound.get("kind")].append(compound)

    found = {*ungrouped(compounds, source), *of_policy_pages(compounds), *of_concept_pages(compounds),
             *of_titles(compounds)}
    for kind in kinds:
        for compound in compounds[kind]:
            name = text(compound.find("compoundname"))
            found.update(findings(compound, name))
            for member in compound.findall("sectiondef/memberdef"):
                if member.get("prot") == "public":
                    qualified = text(member.find("qualifiedname")) or text(member.find("name"))
                    found.update(findings(member, qualified))

    for name, finding in sorted(found):
        print(f"{name}: {finding}")
    checked = sum(len(compounds[kind]) for kind in ("class", "struct", "union", "concept"))
    print(f"{checked} classes and concepts, {len(found)} findings")
    return 1 if found or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
