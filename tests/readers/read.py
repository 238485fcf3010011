"""Reads a feed with a Python reader: read.py podcastparser|feedparser FEED.xml

Prints a JSON list of {title, guid, url, length, type, date, duration}; null where the reader has no value.
"""

import calendar
import json
import sys


def with_podcastparser(path):
    import podcastparser

    with open(path, "rb") as stream:
        feed = podcastparser.parse("https://feed.example/", stream)
    # It sorts by date; the order of the document is not its promise.
    for episode in feed["episodes"]:
        enclosure = (episode["enclosures"] or [{}])[0]
        yield {
            "title": episode["title"],
            "guid": episode["guid"],
            "url": enclosure.get("url"),
            "length": enclosure.get("file_size"),
            "type": enclosure.get("mime_type"),
            "date": episode["published"],
            "duration": episode["total_time"],
        }


def with_feedparser(path):
    import feedparser

    with open(path, "rb") as stream:
        feed = feedparser.parse(stream.read())
    if feed.bozo:
        raise SystemExit(f"feedparser calls the feed broken: {feed.bozo_exception}")
    for entry in feed.entries:
        enclosure = (entry.enclosures or [{}])[0]
        yield {
            "title": entry.title,
            "guid": entry.id,
            "url": enclosure.get("href"),
            "length": int(enclosure.get("length", 0)),
            "type": enclosure.get("type"),
            "date": calendar.timegm(entry.published_parsed),
            "duration": int(entry.itunes_duration) if "itunes_duration" in entry else None,
        }


READERS = {"podcastparser": with_podcastparser, "feedparser": with_feedparser}

if __name__ == "__main__":
    json.dump(list(READERS[sys.argv[1]](sys.argv[2])), sys.stdout)
