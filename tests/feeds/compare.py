"""Compares how Turntable and feedparser read the same feeds: guid, title, date and enclosure of every item."""

import calendar
import collections
import html
import json
import os
import re
import subprocess
import sys

import feedparser


def candidates(folders):
    for folder in folders:
        for where, _, names in sorted(os.walk(folder)):
            if "/venv" in where:
                continue
            for name in sorted(names):
                path = os.path.join(where, name)
                if name.endswith((".xml", ".rss", ".atom", ".rdf")) and os.path.getsize(path) < 64 << 20:
                    yield path


def is_feed(data):
    head = data[:65536].replace(b"\0", b"")
    return re.search(rb"<(rss|feed|rdf:RDF|RDF)[\s>]", head) is not None


def is_podcast(data):
    plain = data.replace(b"\0", b"").lower()
    return b"enclosure" in plain and (b"itunes" in plain or b"audio/" in plain or b".mp3" in plain)


def words(text):
    text = html.unescape(html.unescape(text or ""))
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def theirs(path):
    feed = feedparser.parse(path)
    items = []
    for entry in feed.entries:
        date = entry.get("published_parsed") or entry.get("updated_parsed")
        links = [link for link in entry.get("enclosures", []) if link.get("href")]
        items.append({
            "guid": entry.get("id"),
            "title": words(entry.get("title")),
            "date": calendar.timegm(date) if date else None,
            "urls": [link["href"].strip() for link in links],
        })
    return items, feed.bozo


def disagreement(ours, their):
    found = []
    if their["guid"] and ours["guid"] != their["guid"].strip():
        found.append(("guid", ours["guid"], their["guid"]))
    if their["title"] and words(ours["title"]) != their["title"]:
        found.append(("title", ours["title"], their["title"]))
    if their["date"] is not None and ours["date"] != their["date"]:
        found.append(("date", ours["date"], their["date"]))
    if their["urls"] and ours["url"] not in their["urls"]:
        found.append(("enclosure", ours["url"], their["urls"]))
    return found


def main():
    program, folders = sys.argv[1], sys.argv[2:]
    paths = []
    seen = set()
    kinds = collections.Counter()
    for path in candidates(folders):
        with open(path, "rb") as file:
            data = file.read()
        if hash(data) in seen or not is_feed(data):
            continue
        seen.add(hash(data))
        paths.append((path, is_podcast(data)))
    counts = collections.Counter()
    shown = collections.Counter()
    for path, podcast in paths:
        kind = "podcast" if podcast else "other feed"
        kinds[kind] += 1
        run = subprocess.run([program, path], capture_output=True, timeout=60)
        if run.returncode != 0:
            counts[kind, "CRASHED"] += 1
            print("CRASHED", path, run.stderr[-300:])
            continue
        ours = json.loads(run.stdout)
        if ours["title"] is None:
            counts[kind, "not read"] += 1
            if podcast:
                print("not read", path, ours["findings"][:1])
            continue
        counts[kind, "read"] += 1
        counts[kind, "items"] += len(ours["items"])
        their, bozo = theirs(path)
        if len(their) != len(ours["items"]):
            counts[kind, "other number of items"] += 1
            if podcast:
                print("items", len(ours["items"]), len(their), "bozo" if bozo else "", path, ours["findings"][:3])
            continue
        for one, other in zip(ours["items"], their):
            counts[kind, "items compared"] += 1
            for what, mine, theirs_ in disagreement(one, other):
                counts[kind, "disagree: " + what] += 1
                shown[what] += 1
                if podcast and shown[what] <= 12:
                    print("  ", what, repr(mine)[:160], "|", repr(theirs_)[:160], path)
    for kind in kinds:
        print(kind, kinds[kind], {what: count for (of, what), count in sorted(counts.items()) if of == kind})


main()
