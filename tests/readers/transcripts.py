"""Reads the transcripts of a built site with libraries that are not ours, and compares what they find.

WebVTT: webvtt-py, and the W3C's parser through node; SRT: srt and pysrt; HTML: Python's own parser.
"""

import json
import pathlib
import subprocess
import sys
from html.parser import HTMLParser

import pysrt
import srt
import webvtt


class Words(HTMLParser):
    """Words in <p> inside <main>, speakers in <cite>."""

    def __init__(self):
        super().__init__()
        self.path, self.words, self.speakers = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link"):
            self.path.append(tag)

    def handle_endtag(self, tag):
        assert self.path.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.path[-1:] == ["p"] and "main" in self.path:
            self.words.append(data)
        elif self.path[-1:] == ["cite"]:
            self.speakers.append(data.rstrip(":"))


def squeezed(text):
    return "".join(text.split())


def of_vtt(file, faults):
    strict = subprocess.run(["node", "vtt.cjs", file], capture_output=True, text=True, check=True)
    answer = json.loads(strict.stdout)
    faults += [f"{file}: {error}" for error in answer["errors"]]
    cues = list(webvtt.read(str(file)))
    if len(cues) != answer["cues"]:
        faults.append(f"{file}: {len(cues)} cues for webvtt-py, {answer['cues']} for the W3C's parser")
    end = 0.0
    for cue in cues:
        if cue.start_in_seconds < int(end) or cue.end_in_seconds < cue.start_in_seconds:
            faults.append(f"{file}: {cue.start} is not behind what stands above")
        end = cue.end_in_seconds
        faults += [f"{file}: a line of {len(line)} characters" for line in cue.text.split("\n") if len(line) > 65 and " " in line]
    return squeezed("".join(cue.text for cue in cues)), {cue.voice for cue in cues if cue.voice}


def of_srt(file, faults):
    text = file.read_text(encoding="utf-8")
    parts = list(srt.parse(text, ignore_errors=False))
    if len(parts) != len(pysrt.open(str(file))):
        faults.append(f"{file}: srt and pysrt count differently")
    for before, part in zip(parts, parts[1:]):
        if part.start < before.end:
            faults.append(f"{file}: {part.start} overlaps")
    for part in parts:
        lines = part.content.split("\n")
        if len(lines) > 2 or any(len(line) > 32 for line in lines):
            faults.append(f"{file}: {part.content!r} is more than 2 lines of 32")
    return squeezed("".join(part.content for part in parts))


def main(public):
    faults, count = [], 0
    for file in sorted(pathlib.Path(public).glob("episodes/*/transcript.html")):
        page = Words()
        page.feed(file.read_text(encoding="utf-8"))
        words = squeezed("".join(page.words))
        vtt = file.with_suffix(".vtt")
        count += 1
        if not vtt.exists():
            continue
        heard, voices = of_vtt(vtt.resolve(), faults)
        if heard != words:
            faults.append(f"{vtt}: not the words of the page")
        if voices != set(page.speakers):
            faults.append(f"{vtt}: speaks {voices}, the page {set(page.speakers)}")
        shown = of_srt(file.with_suffix(".srt"), faults)
        for name in sorted(voices, key=len, reverse=True):
            shown = shown.replace(squeezed(name) + ":", "")
            heard = heard.replace(squeezed(name) + ":", "")
        if shown != heard:
            faults.append(f"{file.with_suffix('.srt')}: not the words of the WebVTT")
    print("\n".join(faults) or f"{count} transcripts: WebVTT, SRT and HTML say the same to every reader")
    return 1 if faults or count == 0 else 0


sys.exit(main(sys.argv[1]))
