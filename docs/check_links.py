# SPDX-License-Identifier: Apache-2.0
"""Looks for links that lead nowhere in the pages that Doxygen made.

Every link, picture, style sheet and script of a page, every link inside of a diagram, and every page that the menus and
the tree name must be there, and so must the anchor that it points to. Pages of other sites are not asked for. A picture
that is no XML would be shown as an empty frame, and is reported too.

usage: check_links.py <html folder>
"""
import functools
import html.parser
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET

# Where the menus and the tree keep their links: ["Tutorial", "tutorial.html", ...] and url:"pages.html".
IN_SCRIPT = re.compile(r'"([\w./%-]+\.html(?:#[\w-]*)?)"')
SCRIPTS = re.compile(r"(?:menudata|navtreedata|navtreeindex\d+)\.js$")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.anchors = set(), set()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors.update(value for name, value in attributes if name in ("id", "name") and value)
        for name in ("href", "src", "xlink:href") + (("data",) if tag == "object" else ()):
            if values.get(name):
                self.links.add(values[name])


@functools.cache
def read(file):
    page = Page()
    page.feed(file.read_text(encoding="utf-8", errors="replace"))
    return page


def links_of(file):
    if file.suffix == ".js":
        return IN_SCRIPT.findall(file.read_text(encoding="utf-8"))
    return read(file).links


def problem(file, link):
    where = urllib.parse.urlsplit(link)
    if where.scheme or where.netloc:
        known = where.scheme in ("http", "https", "mailto", "data", "javascript")
        return None if known else "its scheme is unknown"
    target = file.parent / urllib.parse.unquote(where.path) if where.path else file
    if not target.is_file():
        return "there is no such file"
    anchor = urllib.parse.unquote(where.fragment)
    if anchor and target.suffix == ".html" and anchor not in read(target).anchors:
        return "there is no such anchor"
    return None


def main(directory):
    files = [file for file in sorted(pathlib.Path(directory).rglob("*"))
             if file.suffix in (".html", ".svg") or SCRIPTS.search(file.name)]
    checked = dead = 0
    for file in files:
        if file.suffix == ".svg":
            try:
                ET.parse(file)
            except ET.ParseError as error:
                dead += 1
                print(f"{file.name}: cannot be shown: {error}")
        for link in sorted(set(links_of(file))):
            checked += 1
            if found := problem(file, link):
                dead += 1
                print(f"{file.name}: {link}: {found}")
    print(f"{len(files)} pages, diagrams and menus, {checked} links, {dead} findings")
    return 1 if dead or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
