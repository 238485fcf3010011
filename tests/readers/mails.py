"""Opens every mail of a desk with Python's `email`, its pictures with Pillow, its calendars with `icalendar`, and, where it is there, every
mail again with `mu view` (GMime). Every address of the site in a mail, letter or sheet must be a file of the site."""

import email
import email.policy
import email.utils
import html
import io
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import icalendar
from PIL import Image

LARGEST = 300_000
FAULTS = []
COUNTS = {"mails": 0, "pictures": 0, "enclosures": 0, "addresses": 0, "calendars": 0, "pages": 0, "mu": 0}


def fault(path, words):
    FAULTS.append(f"{path}: {words}")


def plain(part):
    """The text of a part, decoded strictly."""
    return part.get_payload(decode=True).decode("utf-8")


def look_at_lines(path, data):
    if not data.isascii():
        fault(path, "not ASCII")
    if data.count(b"\n") != data.count(b"\r\n") or data.count(b"\r") != data.count(b"\r\n"):
        fault(path, "a line does not end in CRLF")
    longest = max(len(line) for line in data.split(b"\r\n"))
    if longest > 78:
        fault(path, f"a line of {longest} characters")
    if len(data) > LARGEST:
        fault(path, f"{len(data)} bytes")


def look_at_headers(path, mail, text):
    for name in ("Subject", "Date", "Message-ID", "MIME-Version", "X-Unsent", "Content-Type"):
        if len(mail.get_all(name, [])) != 1:
            fault(path, f"{len(mail.get_all(name, []))} headers {name}")
    in_partners_voice = path.name == "to-their-list.eml"
    for name in ("From", "To"):
        mailboxes = mail.get(name)
        if in_partners_voice and mailboxes is not None:
            fault(path, f"says {name}, which was told in confidence")
        if mailboxes is not None and (len(mailboxes.addresses) != 1 or "@" not in mailboxes.addresses[0].addr_spec):
            fault(path, f"{name} is {mailboxes}")
    if not in_partners_voice and mail["From"] is None:
        fault(path, "has no From")
    if mail["Date"].datetime is None or mail["Date"].datetime.tzinfo is None:
        fault(path, f"Date is {mail['Date']}")
    if not re.fullmatch(r"<[0-9a-f]{32}@[^<>@\s]+>", mail["Message-ID"].strip()):
        fault(path, f"Message-ID is {mail['Message-ID']}")
    if mail["X-Unsent"] != "1":
        fault(path, "is no draft")
    # What the mail says is what the text beside it says.
    beside = path.with_suffix(".txt").read_text(encoding="utf-8")
    head, body = beside.split("\n\n", 1)
    subject = next(line.removeprefix("Subject: ") for line in head.splitlines() if line.startswith("Subject: "))
    if str(mail["Subject"]) != subject:
        fault(path, f"Subject is {mail['Subject']!r}, beside it {subject!r}")
    if body != text.replace("\r\n", "\n"):
        fault(path, "its text is not the text beside it")


def look_at_pictures(path, mail, page, text):
    named = re.findall(r'src="([^"]*)"', page)
    images = {part["Content-ID"].strip()[1:-1]: part for part in mail.walk() if part.get_content_maintype() == "image"}
    if named != [f"cid:{name}" for name in images]:
        fault(path, f"shows {named}, carries {list(images)}")
    for part in images.values():
        with Image.open(io.BytesIO(part.get_payload(decode=True))) as image:
            image.load()
            if image.format != "JPEG" or min(image.size) < 50:
                fault(path, f"a picture of {image.size} as {image.format}")
        if part.get_content_disposition() != "inline":
            fault(path, "a picture is not inline")
        COUNTS["pictures"] += 1
    if "cid:" in text or "<img" in text:
        fault(path, "its text knows of the picture")
    for image in re.findall(r"<img[^>]*>", page):
        if not re.search(r'alt="[^"]+"', image):
            fault(path, "a picture without words")


def look_at_enclosures(path, mail):
    for part in mail.iter_attachments() if mail.get_content_type() == "multipart/mixed" else []:
        name, data = part.get_filename(), part.get_payload(decode=True)
        if not name or (path.parent / name).read_bytes() != data:
            fault(path, f"{name} is not the file beside it")
        COUNTS["enclosures"] += 1


def look_at_mail(path):
    data = path.read_bytes()
    look_at_lines(path, data)
    mail = email.message_from_bytes(data, policy=email.policy.default)
    for part in mail.walk():
        for defect in part.defects:
            fault(path, f"{part.get_content_type()}: {defect!r}")
        for name in part.keys():
            for defect in getattr(part[name], "defects", ()):
                fault(path, f"{name}: {defect!r}")
    text = plain(mail.get_body(("plain",)))
    page = plain(mail.get_body(("related", "html")) if mail.get_body(("html",)) is None else mail.get_body(("html",)))
    look_at_headers(path, mail, text)
    look_at_pictures(path, mail, page, text)
    look_at_enclosures(path, mail)
    for words in (text, page):
        if re.search(r"\{\{|\{%|%\}|\}\}|\[NAME|TODO|[\ue000-\uf8ff]", words):
            fault(path, "something was not filled in")
    COUNTS["mails"] += 1
    return [html.unescape(page), text]


def look_at_addresses(path, text, public, base):
    """Every address of the site is a file of it."""
    text = text.replace("<wbr>", "")
    for address in set(re.findall(re.escape(base) + r"[^\s\"'<>)“”\\]*", text)):
        address = address.rstrip(".,;:!?")
        way = urllib.parse.unquote(urllib.parse.urlsplit(address).path.removeprefix(urllib.parse.urlsplit(base).path))
        file = public / way / "index.html" if way.endswith("/") or not way else public / way
        if not file.is_file():
            fault(path, f"{address} is not in the site")
        COUNTS["addresses"] += 1


def look_with_mu(path):
    """A mail program's library (GMime), by way of `mu view`."""
    told = subprocess.run(["mu", "view", str(path)], capture_output=True, text=True, check=False)
    subject = str(email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["Subject"])
    if told.returncode != 0 or subject not in told.stdout:
        fault(path, f"mu view: {told.returncode} {told.stderr.strip()[:200]}")
    COUNTS["mu"] += 1


def main():
    public, desk, base = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    has_mu = shutil.which("mu") is not None
    ids = set()
    for path in sorted(desk.rglob("*.eml")):
        for words in look_at_mail(path):
            look_at_addresses(path, words, public, base)
        if has_mu:
            look_with_mu(path)
        ids.add(email.message_from_bytes(path.read_bytes())["Message-ID"])
    if len(ids) != COUNTS["mails"]:
        fault(desk, "two mails with one identifier")
    for path in sorted(desk.rglob("*.html")) + sorted(desk.rglob("*.txt")):
        look_at_addresses(path, html.unescape(path.read_text(encoding="utf-8")), public, base)
        COUNTS["pages"] += 1
    for path in sorted(desk.rglob("*.ics")):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        if calendar.errors or not list(calendar.walk("VEVENT")):
            fault(path, f"{calendar.errors}")
        COUNTS["calendars"] += 1
    print(", ".join(f"{count} {what}" for what, count in COUNTS.items()), "" if has_mu else "(mu is not there)")
    if not COUNTS["mails"] or not COUNTS["pictures"]:
        fault(desk, "there is nothing to look at")
    print("\n".join(FAULTS))
    sys.exit(1 if FAULTS else 0)


main()
