#!/usr/bin/env python3
"""Make the example show's recordings and transcripts from the scripts in scripts/.

Run from the project root:

    python3 tests/audio/make-example/make_recordings.py            all of them
    python3 tests/audio/make-example/make_recordings.py trailer    only those

Needs flite, espeak-ng, sox and ffmpeg on the PATH, and numpy.

A script (scripts/<slug>.txt) is one turn per line, `Name: what they say`; `? ` before the name marks
a question that goes into the front matter. Every sentence is spoken on its own, so its start and end
are known; sentences begin on a tenth of a second and questions on a whole second.

Times in content/episodes/*/index.md may be left to this script: write `@Q3` for the moment of the third
question, `@some words` for the sentence that begins with or holds those words. It puts the time in place.
Where times are already there it checks them against the recording and says what does not fit.
"""
import json
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
EPISODES = ROOT / "content" / "episodes"
RATE = 44100
SHOW = "People I'd Send You To"
LUFS = -16.0
PEAK_DB = -2.7  # before encoding; lossy coding adds a little
MP3_DB = 0.4    # what MP3 at this rate takes away again

# name -> (engine, voice, sox effects)
VOICES = {
    "Margo Ellison": ("flite", "slt", []),
    "Dev Okafor": ("flite", "rms", []),
    "Priya Raman": ("flite", "slt", ["pitch", "230", "tempo", "-s", "0.97"]),
    "Tomasz Lindqvist": ("flite", "awb", []),
    "Hana Whitcomb": ("flite", "slt", ["pitch", "-240", "tempo", "-s", "1.04"]),
    "Ansel Abernathy-Fitzgerald": ("flite", "rms", ["pitch", "-260", "tempo", "-s", "0.98"]),
    "田中 美咲": ("flite", "slt", ["pitch", "380", "tempo", "-s", "0.93"]),
    "Beatriz Sandoval": ("espeak-ng", "es-419+f2", ["pitch", "60"]),
}
SPANISH_HOST = ("espeak-ng", "es+f4", ["pitch", "-120"])

# slug -> (title, artists in the tags, recording kind, transcript kind)
RECORDINGS = {
    "trailer": ("Who would you send them to?", "Margo Ellison", "wav", "vtt"),
    "the-password-on-the-sticky-note":
        ("The password on the sticky note", "Margo Ellison, Tomasz Lindqvist", "mp3", "srt"),
    "the-cover-you-think-you-have":
        ("The cover you think you have", "Margo Ellison, Priya Raman", "mp3+chap", "vtt"),
    "el-no-del-banco":
        ("El no del banco no es la última palabra", "Margo Ellison, Beatriz Sandoval", "mp3", "vtt"),
    "who-can-sign": ("Who can sign a check on Monday?", "Margo Ellison, Dev Okafor", "mp3", "vtt"),
    "three-numbers": ("Three numbers to check before you hire", "Priya Raman, Margo Ellison", "mp3", "vtt"),
    "read-the-renewal-clause":
        ("Read the renewal clause aloud", "Margo Ellison, Ansel Abernathy-Fitzgerald", "m4a", "vtt"),
    "what-breaks-first":
        ("From six people to twelve: what breaks first?",
         "Margo Ellison, Dev Okafor, Priya Raman, Hana Whitcomb", "mp3", "json"),
    "employee-number-one":
        ("What you promise employee number one", "Margo Ellison, Hana Whitcomb", "mp3", "vtt"),
    "first-box-to-osaka": ("Your first box to Osaka", "Margo Ellison, 田中 美咲", "mp3", "vtt"),
}

# what the synthesiser must be told so that it says a word as people do
SAY = [("Tomasz", "Tomash"), ("Misaki", "Mee sah kee"), ("Priya", "Preeya"), ("Duluth", "Duh looth"),
       ("Beatriz", "Beatris"), ("Workers'", "Workers")]


def run(*args, **kw):
    """Run a program quietly; stop on failure."""
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, **kw)


def read_script(slug):
    """[(is_question, name, [sentence, …])] of one script."""
    turns = []
    for line in (HERE / "scripts" / f"{slug}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        question = line.startswith("? ")
        name, text = line.removeprefix("? ").split(": ", 1)
        sentences = re.split(r"(?<=[.?!])\s+", text.strip())
        turns.append((question, name, sentences))
    return turns


def speak(slug, name, sentence, tmp):
    """One sentence as mono samples at RATE, without silence around it, at a common level."""
    engine, voice, effects = VOICES[name]
    if slug == "el-no-del-banco" and name == "Margo Ellison":
        engine, voice, effects = SPANISH_HOST
    raw, out = Path(tmp) / "raw.wav", Path(tmp) / "out.wav"
    said = sentence
    if engine == "flite":
        for word, sound in SAY:
            said = said.replace(word, sound)
        run("flite", "-voice", voice, "--setf", "duration_stretch=1.1", "-t", said, "-o", raw)
    else:
        run("espeak-ng", "-v", voice, "-s", "148", "-w", raw, said)
    run("sox", "-D", raw, "-b", "16", out, *effects, "rate", "-v", RATE)
    with wave.open(str(out)) as w:
        data = np.frombuffer(w.readframes(w.getnframes()), dtype="<i2").astype(np.float64) / 32768
    loud = np.flatnonzero(np.abs(data) > 0.01)
    data = data[max(0, loud[0] - 400): loud[-1] + 1200]
    active = data[np.abs(data) > 0.02]
    data = data * (0.14 / np.sqrt(np.mean(active ** 2)))
    return data


def silence(seconds):
    return np.zeros(round(seconds * RATE))


def assemble(slug, tmp):
    """Samples, and cues [(start_ms, end_ms, name, sentence)], and questions [start_ms]."""
    parts, total, cues, questions = [], 0, [], []

    def add(samples):
        nonlocal total
        parts.append(samples)
        total += len(samples)

    def align(step_ms, at_least):
        """Silence up to the next multiple of step_ms, and never shorter than at_least seconds."""
        if total == 0:
            return
        step = RATE * step_ms // 1000
        target = total + round(at_least * RATE)
        add(np.zeros(-(-target // step) * step - total))

    for question, name, sentences in read_script(slug):
        align(1000 if question else 100, 0.45 if question else 0.4)
        if question:
            questions.append(total * 1000 // RATE)
        for i, sentence in enumerate(sentences):
            if i:
                align(100, 0.22)
            start = total * 1000 // RATE
            add(speak(slug, name, sentence, tmp))
            cues.append((start, -(-total * 1000 // RATE), name, sentence))
    add(silence(0.7))
    return np.concatenate(parts), cues, questions


def write_wav(path, samples, rate=RATE):
    with wave.open(str(path), "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())


def loudness(path):
    """(integrated LUFS, true peak dBTP) by ffmpeg's ebur128."""
    err = run("ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-").stderr
    text = err.decode(errors="replace").rsplit("Summary:", 1)[1]
    return float(re.search(r"I:\s+(-?[\d.]+) LUFS", text)[1]), float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", text)[1])


def level(source, target, goal):
    """Bring source to goal LUFS with peaks held below PEAK_DB, at four times the rate so that true peaks count."""
    gain = goal - loudness(source)[0]
    for _ in range(4):
        limit = 10 ** (PEAK_DB / 20)
        run("ffmpeg", "-y", "-i", source, "-af",
            f"volume={gain:.2f}dB,aresample={RATE * 4},"
            f"alimiter=limit={limit:.4f}:attack=4:release=60:level=disabled:latency=1,aresample={RATE}",
            "-c:a", "pcm_s16le", "-bitexact", target)
        off = goal - loudness(target)[0]
        if abs(off) < 0.15:
            break
        gain += off


def encode(slug, source, questions):
    """Write the recording beside the episode; return its path."""
    title, artist, kind, _ = RECORDINGS[slug]
    folder = episode_folder(slug)
    if kind == "wav":
        out = folder / f"{slug}.wav"
        run("sox", "-D", source, "-b", "16", "-c", "1", out, "rate", "-v", "11025")
        return out
    common = ["-map_metadata:g", "-1", "-metadata", f"title={title}", "-metadata", f"artist={artist}",
              "-metadata", f"album={SHOW}", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-ac", "1", "-ar", RATE]
    if kind == "m4a":
        out = folder / f"{slug}.m4a"
        run("ffmpeg", "-y", "-i", source, *common, "-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart", out)
        return out
    out = folder / f"{slug}.mp3"
    marks = []
    if kind == "mp3+chap":
        sheet = Path(source).with_name("chapters.txt")
        sheet.write_text(chapter_sheet(slug, questions, duration_ms(source)), encoding="utf-8")
        marks = ["-i", sheet, "-map", "0:a", "-map_chapters", "1"]
    run("ffmpeg", "-y", "-i", source, *marks, *common, "-c:a", "libmp3lame", "-b:a", "64k", "-id3v2_version", "3",
        "-write_id3v1", "0", out)
    return out


def chapter_sheet(slug, questions, end):
    """The labels of the episode's questions at their moments, as ffmpeg wants chapters (it writes ID3 CHAP)."""
    labels = re.findall(r"^\s+label: \"?(.+?)\"?$", (episode_folder(slug) / "index.md").read_text("utf-8"), re.M)
    text = ";FFMETADATA1\n"
    for start, stop, label in zip(questions, questions[1:] + [end], labels):
        text += f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={stop}\ntitle={label}\n"
    return text


def duration_ms(path):
    out = run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path).stdout
    return int(float(out) * 1000)


def episode_folder(slug):
    found = [d for d in EPISODES.iterdir() if re.sub(r"^\d+-", "", d.name) == slug]
    assert len(found) == 1, f"no episode folder for {slug}"
    return found[0]


# --- transcripts ------------------------------------------------------------------------------------------------

def wrap(text, first, rest):
    """Lines of at most `first`, then `rest` characters."""
    lines, line, width = [], "", first
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, width = word, rest
        else:
            line = f"{line} {word}".strip()
    return lines + [line]


def pieces(cue, first, rest, prefix_len):
    """Split a cue that needs more than two lines, its time in proportion to the letters."""
    start, end, name, text = cue
    lines = wrap(text, first - prefix_len, rest)
    if len(lines) <= 2:
        return [(start, end, name, text)]
    for count in range(2, 9):
        words, parts, goal = text.split(), [], len(text) / count
        part = ""
        for word in words:
            if part and len(parts) < count - 1 and len(part) + len(word) / 2 > goal:
                parts.append(part)
                part = word
            else:
                part = f"{part} {word}".strip()
        parts.append(part)
        if all(len(wrap(p, first - prefix_len, rest)) <= 2 for p in parts):
            break
    out, at, total = [], start, sum(len(p) for p in parts)
    for i, p in enumerate(parts):
        stop = end if i == len(parts) - 1 else at + round((end - start) * len(p) / total / 100) * 100
        out.append((at, stop, name, p))
        at = stop
    return out


def clock(ms, comma=False):
    h, rest = divmod(ms, 3_600_000)
    m, rest = divmod(rest, 60_000)
    s, ms = divmod(rest, 1000)
    return f"{h:02}:{m:02}:{s:02}{',' if comma else '.'}{ms:03}"


def write_transcript(slug, cues):
    kind = RECORDINGS[slug][3]
    path = episode_folder(slug) / f"transcript.{kind}"
    if kind == "json":
        segments = [{"speaker": n, "startTime": s / 1000, "endTime": e / 1000, "body": t} for s, e, n, t in cues]
        text = json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"
    elif kind == "vtt":
        blocks = ["WEBVTT"]
        for cue in cues:
            tag = f"<v {cue[2]}>"
            for s, e, n, t in pieces(cue, 65, 65, len(tag)):
                body = "\n".join(wrap(t, 65 - len(tag), 65)).replace("&", "&amp;").replace("<", "&lt;")
                blocks.append(f"{clock(s)} --> {clock(e)}\n{tag}{body}")
        text = "\n\n".join(blocks) + "\n"
    else:
        blocks, last = [], None
        for cue in cues:
            for s, e, n, t in pieces(cue, 32, 32, len(cue[2]) + 2 if cue[2] != last else 0):
                prefix = f"{n}: " if n != last else ""
                last = n
                body = prefix + "\n".join(wrap(t, 32 - len(prefix), 32))
                blocks.append(f"{len(blocks) + 1}\n{clock(s, True)} --> {clock(e, True)}\n{body}")
        text = "\n\n".join(blocks) + "\n"
    path.write_text(text, encoding="utf-8")
    return path


# --- times in the front matter ----------------------------------------------------------------------------------

def short(ms):
    """0:21, 1:04.2: as people write it."""
    m, rest = divmod(ms, 60_000)
    s, rest = divmod(rest, 1000)
    return f"{m}:{s:02}" + (f".{rest:03}".rstrip("0") if rest else "")


def fill_times(slug, cues, questions):
    """Replace @Q3 and @words in the episode's front matter; check what is already a time."""
    path = episode_folder(slug) / "index.md"
    text = path.read_text(encoding="utf-8")

    def moment(match):
        mark = match[1]
        if re.fullmatch(r"Q\d+", mark):
            return f'"{short(questions[int(mark[1:]) - 1])}"'
        for start, _, _, sentence in cues:
            if mark.lower() in sentence.lower():
                return f'"{short(start)}"'
        raise SystemExit(f"{path.relative_to(ROOT)}: nobody says: {mark}")

    new = re.sub(r'"@([^"]+)"', moment, text)
    if new != text:
        path.write_text(new, encoding="utf-8")
    written = re.findall(r'^  - ask: .*\n(?:    label: .*\n)?    at: "([\d:.]+)"', new, re.M)
    if written and written != [short(q) for q in questions]:
        print(f"  {slug}: questions are at {[short(q) for q in questions]}, the front matter says {written}")


def main():
    wanted = sys.argv[1:] or list(RECORDINGS)
    for slug in wanted:
        with tempfile.TemporaryDirectory() as tmp:
            samples, cues, questions = assemble(slug, tmp)
            write_wav(Path(tmp) / "mix.wav", samples * 0.7)
            goal = LUFS + (MP3_DB if RECORDINGS[slug][2].startswith("mp3") else 0)
            level(Path(tmp) / "mix.wav", Path(tmp) / "level.wav", goal)
            out = encode(slug, Path(tmp) / "level.wav", questions)
            write_transcript(slug, cues)
            fill_times(slug, cues, questions)
            ms = duration_ms(out)
            gaps = [b - a for a, b in zip(questions, questions[1:] + [ms])]
            lufs, peak = loudness(out)
            print(f"{slug}: {short(ms)}, {out.stat().st_size} bytes, {lufs} LUFS, {peak} dBTP, "
                  f"questions {[short(q) for q in questions]}, shortest {min(gaps) / 1000:.1f} s, "
                  f"last at {questions[-1] / ms:.0%}")


if __name__ == "__main__":
    main()
