"""Reads calendars (.ics) and cards (.vcf) with libraries that are not ours, and compares what they find.

Calendars: icalendar, recurring-ical-events, ics and vobject; the rules of each VTIMEZONE by dateutil, which believes what the file says
and nothing else; the right moments by Python's zoneinfo from the zone and the time that the author wrote. Cards: vobject.
"""

import datetime
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import zoneinfo

import dateutil.tz
import icalendar
import ics
import recurring_ical_events
import vobject

# Zone, start and end as an author writes them. The clocks change between some of them, or in the middle.
ODD = {
    "before-the-change": ("America/Chicago", "2026-03-07T18:00", "2026-03-07T19:30"),
    "after-the-change": ("America/Chicago", "2026-03-09T18:00", "2026-03-09T19:30"),
    "through-the-change": ("America/Chicago", "2026-03-08T01:30", "2026-03-08T03:30"),
    "back-through-the-change": ("America/Chicago", "2026-10-31T23:00", "2026-11-01T02:30"),
    "before-the-rules-of-2007": ("America/Chicago", "2006-04-01T12:00", "2006-04-01T13:00"),
    "half-an-hour-off": ("Asia/Kolkata", "2026-07-01T09:15", "2026-07-01T10:00"),
    "tea": ("Europe/London", "2026-10-25T16:00", "2026-10-25T17:00"),
    "summer-tea": ("Europe/London", "2030-07-25T16:00", "2030-07-25T17:00"),
    "island": ("Australia/Lord_Howe", "2026-04-04T23:00", "2026-04-05T04:00"),
    "island-in-summer": ("Australia/Lord_Howe", "2026-12-24T20:00", "2026-12-24T21:00"),
    "wall-street-in-dublin": ("Europe/Dublin", "2026-01-15T12:00", "2026-01-15T13:00"),
    "no-more-changes": ("America/Sao_Paulo", "2019-01-15T12:00", "2019-01-15T13:00"),
    "sao-paulo-now": ("America/Sao_Paulo", "2027-01-15T12:00", "2027-01-15T13:00"),
    "utc": ("UTC", "2026-05-05T12:00", "2026-05-05T13:00"),
    "etc": ("Etc/GMT+5", "2026-05-05T12:00", "2026-05-05T13:00"),
    "offset": ("Asia/Kathmandu", "2026-05-05T12:00+05:45", "2026-05-05T13:00+05:45"),
}

SHOW = """title: "Zeiten & Zonen, Ünïcödé; \\\\ “…”"
description: Sessions all over.
base_url: https://zones.example/
language: en
timezone: America/Chicago
author: Ana
owner: {name: Ana, email: ana@zones.example}
cover: cover.png
categories: [Business]
hosts: [ana]
"""


def odd_show(root):
    """A show with a session for each odd zone, one long title, and people with names of several scripts."""
    content = pathlib.Path(root) / "content"

    def write(path, text):
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, encoding="utf-8")

    write("show.yaml", SHOW)
    write("hosts/ana/index.md", "---\nname: Ana Núñez\nintroduction: {help: Helps.}\nprivate: {email: hidden-canary@zones.example}\n---\n")
    people = {"maria": "María José Größe", "lior": "ליאור בן־דוד", "misaki": "田中 美咲", "long": "Bartholomäus Maximilian von und zu " * 3 + "Ende"}
    for slug, name in people.items():
        write(
            f"partners/{slug}/index.md",
            f'---\nname: "{name.strip()}"\nbusiness: "Semi; Colon, Comma \\\\ & Söhne"\nlinks: [{{title: Write; now, url: "mailto:{slug}@zones.example"}}, {{title: Call, url: "tel:+12185550142"}}]\n'
            'introduction: {help: "Line one, line two; and a backslash \\\\", listen_for: ["We, too; are short"]}\nprivate: {email: hidden-canary@zones.example, phone: "555-CANARY", status: prospect}\n---\nText.\n',
        )
    for number, (slug, (zone, starts, ends)) in enumerate(ODD.items()):
        guests = "[maria, lior, misaki, long]" if number == 0 else "[]"
        title = "田中 美咲, 👩‍👩‍👧 und Gäste; " * 6 if number == 0 else slug
        write(
            f"events/{slug}/index.md",
            f'---\ntitle: "{title}"\nstarts: {starts}\nends: {ends}\ntimezone: {zone}\nguests: {guests}\nbring_a_friend: true\nregister: https://tickets.example/\nprivate: {{join: "https://rooms.example/hidden-canary"}}\n---\nBring last month\'s figures, please; and a pencil.\n',
        )


def moment(zone, text):
    written = datetime.datetime.fromisoformat(text)
    return (written if written.tzinfo else written.replace(tzinfo=zoneinfo.ZoneInfo(zone))).astimezone(datetime.timezone.utc)


def by_the_files_own_rules(text, event, name):
    """The moment of DTSTART or DTEND when only the file's VTIMEZONE is believed."""
    zones = dateutil.tz.tzical(io.StringIO(text.replace("\r\n ", ""))) if "BEGIN:VTIMEZONE" in text else None
    value = event[name]
    zone = value.params.get("TZID")
    if zone is None:
        return value.dt.astimezone(datetime.timezone.utc)
    return value.dt.replace(tzinfo=zones.get(zone)).astimezone(datetime.timezone.utc)


def lines_are_folded(file, data, faults):
    if not data.endswith(b"\r\n"):
        faults.append(f"{file}: does not end in a line")
    for line in data.split(b"\r\n"):
        if len(line) > 75 or b"\n" in line:
            faults.append(f"{file}: a line of {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            faults.append(f"{file}: a line is folded inside a letter")


def read_calendar(file, faults):
    """Every event of a calendar: uid → (start, end), the same for every reader."""
    data = file.read_bytes()
    lines_are_folded(file, data, faults)
    text = data.decode("utf-8")
    calendar = icalendar.Calendar.from_ical(data)
    for part in calendar.walk():
        faults += [f"{file}: {error}" for error in part.errors]
    events = calendar.walk("VEVENT")
    found = {}
    for event in events:
        uid = str(event["UID"])
        starts = event["DTSTART"].dt.astimezone(datetime.timezone.utc)
        ends = event["DTEND"].dt.astimezone(datetime.timezone.utc) if "DTEND" in event else None
        found[uid] = (starts, ends)
        if by_the_files_own_rules(text, event, "DTSTART") != starts or (ends and by_the_files_own_rules(text, event, "DTEND") != ends):
            faults.append(f"{file}: {uid}: the VTIMEZONE gives another moment")
        stamp, sequence = event["DTSTAMP"].dt, event["SEQUENCE"]
        if stamp > starts or sequence < 0:
            faults.append(f"{file}: {uid}: stamp {stamp}, sequence {sequence}")
    if len(found) != len(events):
        faults.append(f"{file}: a UID twice")
    if calendar.get_missing_tzids():
        faults.append(f"{file}: no VTIMEZONE for {calendar.get_missing_tzids()}")
    others = {
        "recurring-ical-events": {str(e["UID"]): e["DTSTART"].dt.astimezone(datetime.timezone.utc) for e in recurring_ical_events.of(calendar).between((1990,), (2100,))},
        "vobject": {e.uid.value: e.dtstart.value.astimezone(datetime.timezone.utc) for e in vobject.readOne(text).vevent_list},
        "ics": {e.uid: e.begin.datetime.astimezone(datetime.timezone.utc) for e in ics.Calendar(text).events},
    }
    for name, moments in others.items():
        if moments != {uid: starts for uid, (starts, _) in found.items()}:
            faults.append(f"{file}: {name} reads other moments")
    return found, {str(event["UID"]): str(event["SUMMARY"]) for event in events}


def read_card(file, faults):
    data = file.read_bytes()
    lines_are_folded(file, data, faults)
    cards = list(vobject.readComponents(data.decode("utf-8"), validate=True))
    if len(cards) != 1:
        faults.append(f"{file}: {len(cards)} cards")
    card = cards[0]
    whole = f"{card.n.value.given} {card.n.value.family}".strip()
    if card.version.value != "3.0" or sorted(whole.split()) != sorted(card.fn.value.split()):
        faults.append(f"{file}: {card.fn.value!r} is parted as {whole!r}")
    return card


def read_show(public, desk, faults):
    calendars, cards = 0, {}
    both = {}
    for file in sorted([*public.rglob("*.ics"), *desk.rglob("*.ics")] if desk else public.rglob("*.ics")):
        both[file], calendars = read_calendar(file, faults), calendars + 1
    for file in sorted(public.rglob("*.vcf")):
        cards[file.stem] = read_card(file, faults)
    return both, cards


def main(turntable, public, desk=None):
    faults = []
    example, cards = read_show(pathlib.Path(public), pathlib.Path(desk) if desk else None, faults)
    if not example or not cards:
        faults.append(f"{public}: no calendar or no card")
    with tempfile.TemporaryDirectory() as root:
        odd_show(root)
        root = pathlib.Path(root)
        here = pathlib.Path(__file__).resolve().parents[2]
        (root / "content/cover.png").write_bytes((here / "content/cover.jpg").read_bytes())
        yaml = root / "content/show.yaml"
        (root / "content/cover.png").rename(root / "content/cover.jpg")
        yaml.write_text(yaml.read_text(encoding="utf-8").replace("cover.png", "cover.jpg"), encoding="utf-8")
        built = subprocess.run([turntable, "build", "--root", str(root), "--as-of", "2026-06-01T12:00:00Z"], capture_output=True, text=True)
        if built.returncode != 0:
            print(built.stdout, built.stderr)
            return 1
        shows, odd_cards = read_show(root / "public", root / "desk", faults)
        expected = {f"{slug}@zones.example": (moment(zone, starts), moment(zone, ends)) for slug, (zone, starts, ends) in ODD.items()}
        for name in ["public/events.ics", "desk/calendar.ics"]:
            found, titles = shows[root / name]
            faults += [f"{name}: {uid} is {found.get(uid)}, should be {right}" for uid, right in expected.items() if found.get(uid) != right]
        if titles["before-the-change@zones.example"] != " ".join(("田中 美咲, 👩‍👩‍👧 und Gäste; " * 6).split()):
            faults.append(f"a title did not survive: {titles['before-the-change@zones.example']}")
        for slug, name in [("maria", "María José Größe"), ("lior", "ליאור בן־דוד"), ("misaki", "田中 美咲")]:
            card = odd_cards[slug]
            said = (card.fn.value, card.org.value, card.email.value, card.tel.value)
            if said != (name, ["Semi; Colon, Comma \\ & Söhne"], f"{slug}@zones.example", "+12185550142"):
                faults.append(f"{slug}.vcf says {said}")
        secret = re.compile(rb"canary", re.I)
        faults += [f"{file} tells it" for file in (root / "public").rglob("*") if file.is_file() and secret.search(file.read_bytes().replace(b"\r\n ", b""))]
        count = sum(len(found) for found, _ in [*example.values(), *shows.values()])
    print("\n".join(faults) or f"{count} entries of {len(example) + len(shows)} calendars and {len(cards) + len(odd_cards)} cards: every reader finds the same moments and names")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
