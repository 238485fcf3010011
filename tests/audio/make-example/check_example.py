#!/usr/bin/env python3
"""Check the example show against itself, without Turntable.

Run from the project root:  python3 tests/audio/make-example/check_example.py

Needs ruamel.yaml (YAML 1.2) and ffprobe. Looks at: keys against the contract's lists, slugs that must exist,
times inside the recordings, quotations at their moment in the transcript, soundbites, labels, private values in
public fields, transcript lines, sizes. Prints what is wrong and ends with 1 if anything is.
"""
import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[3] / "content"
PERSON = """name business role tagline photo photo_credit website links books feed offer location pronouns sort_name
aliases introduction meet consent private""".split()
KEYS = {
    "hosts": PERSON, "partners": PERSON,
    "offers": """title promise button for contains cover file url form fields thanks from until owner""".split(),
    "episodes": """title date guests hosts direction number season type explicit summary audio questions takeaways quotes
        chapters transcript resources images cover people offer offer_at feedback soundbites tags event campaign
        location guid aliases draft republish""".split(),
    "events": """title starts ends duration timezone guests hosts join private register capacity bring_a_friend episode
        campaign""".split(),
    "campaigns": "title starts ends goal sessions pledge sponsors badges".split(),
    "pages": ["title"],
}
SHOW = """title description base_url language timezone author owner subtitle copyright license explicit type categories
cover guid locked medium funding txt podroll update complete block new_feed_url location hosts offer subscribe media
forms theme theme_options postal_address checks paginate feed links social analytics""".split()
bad = []


def say(where, what):
    bad.append(f"{where}: {what}")


def load(text):
    return YAML(typ="safe").load(text)


def ms(text):
    total = 0.0
    for part in str(text).split(":"):
        total = total * 60 + float(part)
    return round(total * 1000)


def clean(text):
    return " ".join(text.split()).lower()


def cues(path):
    """[(start_ms, end_ms, text)] of a transcript."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        return [(round(s["startTime"] * 1000), round(s["endTime"] * 1000), s["body"])
                for s in json.loads(text)["segments"]]
    out = []
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        i = next((i for i, line in enumerate(lines) if "-->" in line), None)
        if i is None:
            continue
        limit = 65 if path.suffix == ".vtt" else 32
        for line in lines[i + 1:]:
            if len(line) > limit:
                say(path, f"line of {len(line)}: {line}")
        a, b = (ms(t.strip().replace(",", ".")) for t in lines[i].split("-->"))
        words = re.sub(r"^<v [^>]+>", "", " ".join(lines[i + 1:]))
        out.append((a, b, words))
    return out


def main():
    docs, public, private = {}, [], []
    show = load((ROOT / "show.yaml").read_text("utf-8"))
    for key in show:
        if key not in SHOW:
            say("show.yaml", f"unknown key {key}")
    for group, keys in KEYS.items():
        docs[group] = {}
        for path in sorted((ROOT / group).rglob("*.md")):
            _, head, body = path.read_text("utf-8").split("---\n", 2)
            data = load(head)
            slug = re.sub(r"^\d+-", "", path.parent.name if path.name == "index.md" else path.stem)
            docs[group][slug] = (path, data, body)
            for key in data:
                if key not in keys:
                    say(path, f"unknown key {key}")
            for value in (data.get("private") or {}).values():
                if isinstance(value, str) and len(value) > 9:
                    private.append((path, value))
            private += [(path, f["text"]) for f in data.get("feedback", []) if not f["public"]]
            seen = {k: v for k, v in data.items() if k not in ("private", "feedback")}
            seen["feedback"] = [f for f in data.get("feedback", []) if f["public"]]
            public.append((path, clean(repr(seen) + body)))
    public.append(("show.yaml", clean(repr(show))))
    for path, value in private:
        for where, text in public:
            if clean(value) in text:
                say(where, f"private value of {path}: {value}")

    people = docs["hosts"].keys() | docs["partners"].keys()
    numbers, dates = set(), set()
    for slug, (path, d, body) in docs["offers"].items():
        if d["owner"] not in people:
            say(path, "owner")
        for name in (d.get("cover"), d.get("file")):
            if name and not (path.parent / name).is_file():
                say(path, f"missing {name}")
        if not 2 <= len(d["contains"]) <= 4 or any(len(c) > 60 for c in d["contains"]) or len(d["promise"]) > 60:
            say(path, "contains or promise")
    for group in ("hosts", "partners"):
        for slug, (path, d, body) in docs[group].items():
            if d.get("offer") and d["offer"] not in docs["offers"]:
                say(path, "offer")
            if d.get("photo") and not (path.parent / d["photo"]).is_file():
                say(path, "photo")
    for group in ("episodes", "events"):
        for slug, (path, d, body) in docs[group].items():
            for g in d.get("guests", []):
                if g not in docs["partners"]:
                    say(path, f"guest {g}")
            for key, where in (("event", "events"), ("campaign", "campaigns"), ("episode", "episodes")):
                if d.get(key) and d[key] not in docs[where]:
                    say(path, key)
    for slug, (path, d, body) in docs["campaigns"].items():
        for s in d["sessions"]:
            if s not in docs["events"] and s not in docs["episodes"]:
                say(path, f"session {s}")
        rows = list(csv.DictReader(io.StringIO((path.parent / "referrals.csv").read_text("utf-8"))))
        if any(None in r or r["public"] not in ("true", "false") for r in rows):
            say(path, "referrals.csv")
    for slug, (path, d, body) in docs["episodes"].items():
        if d["offer"] not in docs["offers"] or "until" in docs["offers"][d["offer"]][1]:
            say(path, "offer missing or ended")
        for what, seen in ((d.get("number"), numbers), (str(d["date"]), dates)):
            if what in seen:
                say(path, f"{what} twice")
            if what:
                seen.add(what)
        audio = [f for f in path.parent.iterdir() if f.suffix in (".mp3", ".m4a", ".wav")]
        end = int(1000 * float(subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                                               "csv=p=0", audio[0]], capture_output=True, text=True).stdout))
        if len(audio) != 1 or audio[0].stem != slug:
            say(path, "recording")
        lines = cues(next(path.parent.glob("transcript.*")))
        if any(a >= b for a, b, _ in lines) or any(x[1] > y[0] for x, y in zip(lines, lines[1:])) or lines[-1][1] > end:
            say(path, "cues out of order or past the end")
        starts = [ms(q["at"]) for q in d["questions"]]
        if starts != sorted(set(starts)) or starts[0] != 0:
            say(path, f"questions {starts}")
        gaps = [b - a for a, b in zip(starts, starts[1:] + [end])]
        if min(gaps) < 15000:
            say(path, f"a question of {min(gaps)} ms")
        for q in d["questions"]:
            if len(q["label"]) > 40:
                say(path, f"label {q['label']}")
            at = [t for a, b, t in lines if a == ms(q["at"])]
            if not at:
                say(path, f"nobody speaks at {q['at']}")
        for quote in d.get("quotes", []):
            at = ms(quote["at"])
            said = clean(" ".join(t for a, b, t in lines if a >= at))
            if not said.startswith(clean(quote["text"])) and clean(quote["text"]) not in said[:300]:
                say(path, f"not said at {quote['at']}: {quote['text']}")
            if not any(a == at for a, _, _ in lines):
                say(path, f"no cue begins at {quote['at']}")
        for bite in d.get("soundbites", []):
            stop = ms(bite["at"]) + 1000 * bite["duration"]
            if not 15 <= bite["duration"] <= 120 or stop > end:
                say(path, f"soundbite {bite}")
            cut = [t for a, b, t in lines if a + 300 < stop < b - 300]
            if cut:
                say(path, f"soundbite at {bite['at']} cuts: {cut[0]}")
        if not starts[-1] <= ms(d["offer_at"]) < end:
            say(path, "offer_at")
        for image in d.get("images", []):
            if not (path.parent / image["file"]).is_file():
                say(path, image["file"])
        words = len(body.split())
        print(f"{slug}: {end / 1000:.1f} s, offer {d['offer']} at {d['offer_at']} ({ms(d['offer_at']) / end:.0%}), "
              f"{len(starts)} questions, {words} words, gaps {[g / 1000 for g in gaps]}")
    total = sum(f.stat().st_size for f in ROOT.rglob("*") if f.is_file())
    print(f"{total} bytes in all")
    if total > 10_000_000:
        say("content", "more than 10 MB")
    print("\n".join(map(str, bad)) or "all fits")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
