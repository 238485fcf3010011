"""Does every reader see in a feed what the XML says? compare.py FEED.xml

The XML is read here by itself (expat, which refuses what is not well-formed). Then each reader's list is compared with it:
items, titles, guids, enclosures, dates and durations. Exit 1 with a table where one of them differs.
"""

import email.utils
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as tree

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
FIELDS = ["title", "guid", "url", "length", "type", "date", "duration"]
HERE = os.path.dirname(os.path.abspath(__file__))
INSTALLED = os.environ.get("READERS", os.path.join(HERE, "..", "..", "target", "readers"))

PYTHON = [os.path.join(INSTALLED, "venv", "bin", "python"), os.path.join(HERE, "read.py")]
NODE = ["node", os.path.join(INSTALLED, "read.mjs")]
RUST = [os.environ.get("READ_FEED", os.path.join(INSTALLED, "..", "debug", "examples", "read_feed"))]
READERS = {
    "podcastparser": [*PYTHON, "podcastparser"],
    "feedparser": [*PYTHON, "feedparser"],
    "rss-parser": [*NODE, "rss-parser"],
    "partytime": [*NODE, "partytime"],
    "feed-rs": RUST,
}
# What a reader leaves out or changes on purpose, so that it proves nothing.
UNKNOWN = {
    # No duration reads as 0.
    "podcastparser": {"duration": 0},
    "partytime": {"duration": 0},
}


def said_by_the_xml(path):
    for item in tree.parse(path).getroot().iter("item"):
        enclosure = item.find("enclosure")
        if enclosure is None:
            raise ValueError(f"an item without enclosure: {item.findtext('guid')}")
        duration = item.findtext(f"{ITUNES}duration")
        yield {
            "title": item.findtext("title"),
            "guid": item.findtext("guid"),
            "url": enclosure.get("url"),
            "length": int(enclosure.get("length")),
            "type": enclosure.get("type"),
            "date": int(email.utils.parsedate_to_datetime(item.findtext("pubDate")).timestamp()),
            "duration": int(duration) if duration else None,
        }


def said_by(command, path):
    run = subprocess.run([*command, path], capture_output=True, text=True)
    if run.returncode != 0:
        return None, (run.stderr.strip() or run.stdout.strip()).splitlines()[-1:]
    return json.loads(run.stdout), []


def same(reader, field, said, expected):
    if isinstance(said, str) and isinstance(expected, str):
        said, expected = " ".join(said.split()), " ".join(expected.split())
    if said == expected:
        return True
    return expected is None and said == UNKNOWN.get(reader, {}).get(field, expected)


def differences(reader, command, path, expected):
    items, trouble = said_by(command, path)
    if items is None:
        yield (reader, "-", "refuses the feed", "", " ".join(trouble))
        return
    if len(items) != len(expected):
        yield (reader, "-", "items", len(expected), len(items))
    by_guid = {item["guid"]: item for item in items}
    for wanted in expected:
        item = by_guid.get(wanted["guid"])
        if item is None:
            yield (reader, wanted["guid"], "item", "there", "missing")
            continue
        for field in FIELDS:
            if not same(reader, field, item.get(field), wanted[field]):
                yield (reader, wanted["guid"], field, wanted[field], item.get(field))


def main(path):
    try:
        expected = list(said_by_the_xml(path))
    except (tree.ParseError, ValueError, TypeError) as error:
        print(f"{path}: not a feed of ours: {error}")
        return 1
    found = [row for reader, command in READERS.items() for row in differences(reader, command, path, expected)]
    if not found:
        print(f"{path}: {len(expected)} items, {len(READERS)} readers agree with the XML")
        return 0
    rows = [("reader", "guid", "field", "in the XML", "as read"), *[tuple(str(cell)[:60] for cell in row) for row in found]]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    print(path)
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("which feeds? compare.py FEED.xml...")
    sys.exit(max(main(path) for path in sys.argv[1:]))
