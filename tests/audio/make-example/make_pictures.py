#!/usr/bin/env python3
"""Draw the example show's pictures and set its four little booklets (PDF).

Run from the project root:  python3 tests/audio/make-example/make_pictures.py

Needs Pillow and fpdf2, and the font Inter (found with fc-match; another sans serif does as well).
Everything is drawn flat, four times as large as wanted, and made smaller: portraits in four tones of
one hue, as the design brief's tokens have them (OKLCH, fixed lightness and chroma).
"""
import datetime
import math
import subprocess
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[3]
CONTENT = ROOT / "content"
HUES = {"margo-ellison": 170, "dev-okafor": 275, "priya-raman": 15, "tomasz-lindqvist": 235,
        "hana-whitcomb": 340, "beatriz-sandoval": 125, "misaki-tanaka": 40}


def oklch(light, chroma, hue):
    """sRGB of an OKLCH colour; chroma is lowered until it can be shown."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        l3, m3, s3 = (light + 0.3963377774 * a + 0.2158037573 * b,
                      light - 0.1055613458 * a - 0.0638541728 * b,
                      light - 0.0894841775 * a - 1.2914855480 * b)
        l, m, s = l3 ** 3, m3 ** 3, s3 ** 3
        linear = (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                  -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                  -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
        if all(-1e-4 <= c <= 1.0001 for c in linear) or chroma < 0.005:
            break
        chroma -= 0.004
    curve = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in (max(0, c) for c in linear)]
    return tuple(min(255, round(c * 255)) for c in curve)


def tones(hue):
    return [oklch(0.90, 0.05, hue), oklch(0.75, 0.09, hue), oklch(0.50, 0.11, hue), oklch(0.30, 0.07, hue)]


def stage(hue):
    return oklch(0.29, 0.065, hue)


def font(weight, size):
    path = subprocess.run(["fc-match", "-f", "%{file}", f"Inter:{weight}"], capture_output=True, text=True).stdout
    return ImageFont.truetype(path, size)


class Pen:
    """Draws in units of a 1000 by 1000 picture on a larger canvas."""

    def __init__(self, image, unit):
        self.d, self.u = ImageDraw.Draw(image), unit

    def s(self, *xy):
        return [v * self.u for v in xy]

    def oval(self, cx, cy, rx, ry, fill):
        self.d.ellipse(self.s(cx - rx, cy - ry, cx + rx, cy + ry), fill=fill)

    def ring(self, cx, cy, rx, ry, width, fill):
        self.d.ellipse(self.s(cx - rx, cy - ry, cx + rx, cy + ry), outline=fill, width=round(width * self.u))

    def box(self, x0, y0, x1, y1, r, fill, corners=None):
        self.d.rounded_rectangle(self.s(x0, y0, x1, y1), r * self.u, fill=fill, corners=corners)

    def poly(self, points, fill):
        self.d.polygon([(x * self.u, y * self.u) for x, y in points], fill=fill)

    def line(self, x0, y0, x1, y1, width, fill):
        self.d.line(self.s(x0, y0, x1, y1), fill=fill, width=round(width * self.u))


def portrait(slug, size=800):
    """One person, square: ground, hair behind, shoulders, neck, head, hair in front, what they wear."""
    hue = HUES[slug]
    t1, t2, t3, t4 = tones(hue)
    shade = oklch(0.68, 0.09, hue)
    image = Image.new("RGB", (size * 4, size * 4), t1)
    p = Pen(image, size * 4 / 1000)
    top = (True, True, False, False)

    if slug == "margo-ellison":
        p.box(280, 190, 720, 690, 210, t4, top)
    if slug == "priya-raman":
        p.box(275, 180, 725, 850, 220, t4, top)
    if slug == "misaki-tanaka":
        p.box(290, 185, 710, 760, 205, t4, top)
    if slug == "hana-whitcomb":
        p.oval(500, 190, 92, 88, t4)
        p.oval(500, 400, 205, 215, t4)
    if slug == "beatriz-sandoval":
        for i in range(11):
            a = math.radians(150 + i * 24)
            p.oval(500 + 190 * math.cos(a), 400 + 180 * math.sin(a), 98, 98, t4)
        p.oval(500, 350, 180, 160, t4)

    p.oval(500, 1060, 390, 300, t3)
    p.box(425, 600, 575, 830, 60, shade)
    p.poly([(425, 760), (500, 900), (575, 760)], shade)
    p.oval(500, 470, 165, 205, t2)

    if slug == "margo-ellison":
        p.poly([(335, 450), (345, 300), (430, 240), (580, 240), (655, 310), (665, 450), (600, 370), (520, 330),
                (420, 360)], t4)
        for cx in (430, 570):
            p.ring(cx, 465, 62, 54, 14, t4)
        p.line(492, 455, 508, 455, 14, t4)
        p.poly([(390, 775), (430, 755), (500, 885), (465, 930)], t1)
        p.poly([(610, 775), (570, 755), (500, 885), (535, 930)], t1)
    if slug == "dev-okafor":
        p.box(330, 225, 670, 715, 150, t4)
        p.box(360, 345, 640, 480, 45, t2, top)
        p.oval(500, 475, 140, 105, t2)
        p.box(425, 560, 575, 594, 17, t4)
        p.box(450, 606, 550, 628, 11, t2)
        p.poly([(400, 770), (440, 750), (500, 880), (455, 930)], t1)
        p.poly([(600, 770), (560, 750), (500, 880), (545, 930)], t1)
    if slug == "priya-raman":
        p.poly([(335, 520), (335, 330), (420, 235), (500, 225), (500, 262), (430, 330), (375, 430)], t4)
        p.poly([(665, 520), (665, 330), (580, 235), (500, 225), (500, 262), (570, 330), (625, 430)], t4)
        p.box(280, 480, 345, 830, 30, t4)
        p.box(655, 480, 720, 830, 30, t4)
    if slug == "tomasz-lindqvist":
        p.oval(338, 480, 26, 48, t2)
        p.oval(662, 480, 26, 48, t2)
        for cx in (428, 572):
            p.ring(cx, 460, 64, 58, 13, t4)
        p.line(488, 450, 512, 450, 13, t4)
        p.box(428, 565, 572, 600, 18, t4)
        p.oval(500, 650, 62, 52, t4)
        p.box(462, 598, 538, 622, 12, t2)
        p.poly([(400, 770), (440, 750), (500, 860), (560, 750), (600, 770), (545, 930), (500, 885), (455, 930)], t1)
    if slug == "hana-whitcomb":
        p.poly([(335, 450), (350, 310), (440, 250), (560, 250), (650, 310), (665, 450), (610, 350), (500, 318),
                (390, 350)], t4)
        p.oval(332, 560, 16, 16, t3)
        p.oval(668, 560, 16, 16, t3)
    if slug == "beatriz-sandoval":
        for x, y, r in ((390, 315, 70), (470, 285, 72), (550, 290, 70), (620, 330, 62)):
            p.oval(x, y, r, r * 0.8, t4)
        p.poly([(400, 770), (500, 820), (600, 770), (560, 880), (440, 880)], t1)
    if slug == "misaki-tanaka":
        p.box(335, 240, 665, 405, 120, t4, top)
        p.box(290, 400, 345, 740, 20, t4)
        p.box(655, 400, 710, 740, 20, t4)
        p.poly([(410, 760), (500, 905), (455, 945), (375, 790)], t1)
        p.poly([(590, 760), (500, 905), (545, 945), (625, 790)], t1)
    big = image.width
    return image.crop([round(big * v) for v in (0.055, 0.075, 0.945, 0.965)]).resize((size, size), Image.LANCZOS)


def save(image, path, quality=88):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").save(path, "JPEG", quality=quality, optimize=True, progressive=True, dpi=(72, 72))
    print(f"{path.relative_to(ROOT)}: {image.width}x{image.height}, {path.stat().st_size} bytes")


def arcs(image, cx, cy, step, colour, width):
    """Faint concentric lines, as on a record."""
    d = ImageDraw.Draw(image)
    for r in range(step * 4, round(image.width * 0.9), step):
        d.ellipse([cx - r, cy - r, cx + r, cy + r], outline=colour, width=width)


def disc(image, picture, cx, cy, r, ring):
    """A round picture with a ring in the colour behind it."""
    mask = Image.new("L", (r * 4, r * 4), 0)
    ImageDraw.Draw(mask).ellipse([0, 0, r * 4 - 1, r * 4 - 1], fill=255)
    mask = mask.resize((r * 2, r * 2), Image.LANCZOS)
    w = round(r * 0.09)
    back = Image.new("L", ((r + w) * 4, (r + w) * 4), 0)
    ImageDraw.Draw(back).ellipse([0, 0, (r + w) * 4 - 1, (r + w) * 4 - 1], fill=255)
    image.paste(ring, (cx - r - w, cy - r - w), back.resize(((r + w) * 2, (r + w) * 2), Image.LANCZOS))
    image.paste(picture.resize((r * 2, r * 2), Image.LANCZOS), (cx - r, cy - r), mask)


def mix(a, b, part):
    return tuple(round(x + (y - x) * part) for x, y in zip(a, b))


def show_cover(portraits):
    """The square cover: title, two overlapping discs; nothing that matters in the bottom fifth."""
    ground = stage(170)
    image = Image.new("RGB", (3000, 3000), ground)
    arcs(image, 2050, 1500, 40, mix(ground, (255, 255, 255), 0.055), 3)
    d = ImageDraw.Draw(image)
    d.text((210, 230), "People I\u2019d", font=font("bold", 400), fill="white")
    d.text((210, 680), "send you to", font=font("bold", 400), fill="white")
    disc(image, portraits["margo-ellison"], 1080, 1830, 560, ground)
    disc(image, portraits["dev-okafor"], 1930, 1830, 560, ground)
    return image


def episode_cover(portraits):
    ground = stage(275)
    image = Image.new("RGB", (1500, 1500), ground)
    arcs(image, 1000, 800, 22, mix(ground, (255, 255, 255), 0.055), 2)
    d = ImageDraw.Draw(image)
    for i, line in enumerate(["Who can sign", "a check on", "Monday?"]):
        d.text((105, 90 + i * 165), line, font=font("bold", 158), fill="white")
    disc(image, portraits["margo-ellison"], 560, 910, 250, ground)
    disc(image, portraits["dev-okafor"], 940, 910, 250, ground)
    return image


def booklet(lines, foot, hue):
    """An offer's cover, upright, as a thin booklet."""
    ground = stage(hue)
    image = Image.new("RGB", (900, 1200), ground)
    d = ImageDraw.Draw(image)
    d.rectangle([0, 0, 44, 1200], fill=oklch(0.24, 0.06, hue))
    d.line([44, 0, 44, 1200], fill=oklch(0.40, 0.07, hue), width=3)
    for i, line in enumerate(lines):
        d.text((110, 110 + i * 112), line, font=font("bold", 98), fill="white")
    for i, line in enumerate(foot):
        d.text((110, 1010 + i * 60), line, font=font("medium", 46), fill=oklch(0.86, 0.03, hue))
    d.ellipse([110, 800, 220, 910], fill=tones(hue)[2])
    d.ellipse([194, 800, 304, 910], fill=tones(hue)[1])
    return image


def letter():
    """The one-page letter with three blanks, a pen across it."""
    hue = 275
    t1, t2, t3, t4 = tones(hue)
    image = Image.new("RGB", (2400, 1600), t1)
    p = Pen(image, 2)
    p.box(385, 75, 845, 760, 8, t2)
    p.box(370, 60, 830, 745, 8, (255, 255, 255))
    p.box(430, 120, 640, 145, 4, t4)
    for y in (190, 218, 246, 274):
        p.box(430, y, 770 if y != 274 else 640, y + 10, 4, t2)
    for y in (350, 430, 510):
        p.box(430, y, 500, y + 12, 4, t3)
        p.line(520, y + 12, 770, y + 12, 3, t4)
    for y in (580, 608):
        p.box(430, y, 770 if y == 580 else 560, y + 10, 4, t2)
    p.line(430, 695, 600, 695, 3, t4)
    p.poly([(585, 690), (600, 650), (900, 420), (925, 452), (625, 680)], t3)
    p.poly([(585, 690), (600, 650), (625, 680)], t4)
    return image.resize((1200, 800), Image.LANCZOS)


def panel(portraits):
    ground = stage(170)
    image = Image.new("RGB", (1200, 800), ground)
    arcs(image, 600, 400, 20, mix(ground, (255, 255, 255), 0.055), 1)
    for i, slug in enumerate(["margo-ellison", "hana-whitcomb", "priya-raman", "dev-okafor"]):
        disc(image, portraits[slug], 258 + i * 228, 400, 150, ground)
    return image


# --- booklets ---------------------------------------------------------------------------------------------------

class Booklet(FPDF):
    """US Letter pages in Helvetica, with blanks to fill in by hand."""

    def __init__(self, title, by, hue):
        super().__init__(format="Letter")
        self.by, self.hue = by, hue
        self.set_creation_date(datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc))
        self.set_title(title)
        self.set_author(by)
        self.set_margins(25, 25)
        self.set_auto_page_break(True, 25)

    def footer(self):
        self.set_y(-18)
        self.set_font("Helvetica", size=9)
        self.set_text_color(90)
        self.cell(0, 6, f"{self.by}  -  page {self.page_no()}")

    def leaf(self, title, intro):
        self.add_page()
        self.set_text_color(*stage(self.hue))
        self.set_font("Helvetica", "B", 22)
        self.multi_cell(0, 10, title, new_x="LMARGIN", new_y="NEXT")
        self.ln(3)
        self.words(intro)

    def words(self, text):
        self.set_text_color(23, 32, 29)
        self.set_font("Helvetica", size=12)
        self.multi_cell(0, 6.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def blanks(self, labels):
        for label in labels:
            self.set_font("Helvetica", size=11)
            self.set_text_color(23, 32, 29)
            self.multi_cell(0, 6, label, new_x="LMARGIN", new_y="NEXT")
            self.ln(7)
            self.set_draw_color(125, 133, 128)
            self.line(25, self.get_y(), 190, self.get_y())
            self.ln(5)


def booklets():
    kit = Booklet("The Owner's Continuity Kit", "Okafor Estate Law", 275)
    kit.leaf("1. The letter for your bank", "Fill in the blanks, sign in front of a notary, and take it to the branch "
             "where your business account is. Ask them to read it while you wait, and to say what their own form is "
             "called. Most banks will want both.")
    kit.blanks(["The business (full legal name)", "I, the owner", "give authority to sign on its behalf to",
                "for payments up to ($), each", "for as long as I cannot act, and no longer than (months)",
                "Date, signature, notary"])
    kit.leaf("2. Three names", "One person may hold two of these. Nobody should hold all three. Call each one today "
             "and ask whether they knew.")
    kit.blanks(["Who signs?  Name, telephone", "Who knows the passwords, or where they are?  Name, telephone",
                "Who tells the team?  Name, telephone", "Called all three on (date)"])
    kit.leaf("3. Picture the teller", "It is Monday at nine. You are not there. The first person above is at the "
             "counter. What does the teller ask to see, and is it in their hand?")
    kit.blanks(["What the bank needs to see", "Where it is kept", "Who else has a copy"])
    kit.leaf("4. The eleven logins", "Write who holds each, never the password. A stranger who had to keep the doors "
             "open for a week would need these first.")
    kit.blanks(["Bank", "Payroll", "E-mail administrator", "Accounting", "Telephone company"])
    kit.leaf("5. The eleven logins, continued", "If a line does not apply, cross it out. A blank looks forgotten.")
    kit.blanks(["Web address and site", "Card payments", "Insurance", "Suppliers' ordering", "Tax account",
                "Alarm and door codes"])
    kit.leaf("6. What the team hears", "Three sentences are enough: what happened, who decides until further notice, "
             "and that Friday's pay is safe. Write them now, while nothing has happened.")
    kit.blanks(["What happened (leave out what is private)", "Who decides, and from when", "When they will hear more"])
    kit.leaf("7. What customers hear", "Which five would you call yourself? Who calls them if you cannot?")
    kit.blanks(["First customer, who calls", "Second", "Third", "Fourth", "Fifth"])
    kit.leaf("8. Where this stops", "This kit keeps a business moving for weeks. It does not decide who owns it, it is "
             "not a will, and it is not a power of attorney for your own affairs. Laws differ from state to state. "
             "Have a lawyer read page 1 before you rely on it: any good one will do it in ten minutes.")
    kit.blanks(["My lawyer, and when we last spoke", "My accountant", "My insurance broker"])
    kit.leaf("9. Once a year", "Choose a day you will remember. Read these pages, change the names that have changed, "
             "and tell the three people again. Then have a coffee with each of them, which is the part they will "
             "remember.")
    kit.blanks(["The day", "Read in 2026", "Read in 2027", "Read in 2028"])
    kit.output(CONTENT / "offers/continuity/owners-continuity-kit.pdf")

    hire = Booklet("The Hiring Numbers Kit", "Ellison Advisory", 170)
    hire.leaf("Nine boxes", "You need last month's bank statement, your last ten invoices and a pencil.")
    hire.blanks(["A. What one ordinary job brings in", "B. What that job costs in materials and other people's work",
                 "C. What it leaves (A minus B)", "D. What the new person costs in a year, everything included",
                 "E. More jobs you need in a year (D divided by C)", "F. Cash in the bank today"])
    hire.leaf("Nine boxes, continued", "Now the second number, and the one nobody tracks.")
    hire.blanks(["G. Weeks of runway (F divided by what goes out in a normal week)",
                 "H. What one of your own days is worth", "I. What teaching costs (H times 12)"])
    hire.words("YES: the jobs in E are already asking for you, G is twelve or more, and you can spare I.\n"
               "WAIT: one of the three is short. Write down the date on which you look again.\n"
               "NOT LIKE THIS: two are short. Raise a price, let a customer go, or buy ten hours a week.")
    hire.words("A worked example: a job brings 1,000 and costs 700, so it leaves 300. A person who costs 45,000 a "
               "year needs 150 more such jobs, about three a week.")
    hire.output(CONTENT / "offers/hiring-numbers/hiring-numbers-kit.pdf")

    cover = Booklet("The Coverage Check", "Raman Commercial Cover", 15)
    cover.leaf("Ten questions, yes or no", "Hold your last renewal letter next to your business as it is this week.")
    cover.blanks(["1. Is every vehicle on it that was driven for work this month?", "2. Is every driver?",
                  "3. Every address, with sheds and storage?", "4. Does the payroll figure match last month's?",
                  "5. Does it name what you do now, and not what you did at the start?"])
    cover.leaf("Ten questions, continued", "The answers to 6 to 8 are under Exclusions, usually near the end.")
    cover.blanks(["6. Is borrowed or rented equipment covered?", "7. Card payments and customers' data?",
                  "8. Work done for you by others?", "9. Is everybody who asked for a certificate on an endorsement?",
                  "10. Have you read the exclusions?"])
    cover.words("Two times no: call your broker and say, \"I've read my policy, and I think the business has moved.\" "
                "They will know what to do.")
    cover.output(CONTENT / "offers/coverage-check/coverage-check.pdf")

    note = Booklet("The Sticky Note Swap", "Lindqvist Small Office IT", 235)
    note.leaf("Nine accounts, in this order", "Give each person a login of their own, turn on the second step, and "
              "write down who holds the key. Please do not write a password here.")
    for i, label in enumerate(["E-mail administrator", "Bank", "Payroll", "Accounting", "Web address", "Website",
                               "File storage", "Telephone", "Parcel service"], 1):
        note.set_font("Helvetica", size=11)
        note.cell(0, 13, f"{i}.  {label}", border="B", new_x="LMARGIN", new_y="NEXT")
    note.ln(5)
    note.words("And one question: who would notice if the backup stopped?")
    note.output(CONTENT / "offers/sticky-note/sticky-note-swap.pdf")


def main():
    portraits = {}
    for slug in HUES:
        portraits[slug] = portrait(slug)
        group = "hosts" if slug == "margo-ellison" else "partners"
        save(portraits[slug], CONTENT / group / slug / "photo.jpg")
    # Below 300 kB, so that it fits into the tags of recordings.
    save(show_cover({s: portrait(s, 1200) for s in ("margo-ellison", "dev-okafor")}), CONTENT / "cover.jpg", 62)
    save(episode_cover(portraits), CONTENT / "episodes/005-who-can-sign/cover.jpg", 82)
    save(letter(), CONTENT / "episodes/005-who-can-sign/authority-letter.jpg", 85)
    save(panel(portraits), CONTENT / "episodes/008-what-breaks-first/panel.jpg", 85)
    for slug, lines, foot, hue in [
            ("continuity", ["The Owner's", "Continuity", "Kit"], ["9 pages, PDF", "Okafor Estate Law"], 275),
            ("hiring-numbers", ["The Hiring", "Numbers", "Kit"], ["2 pages, PDF", "Ellison Advisory"], 170),
            ("coverage-check", ["The", "Coverage", "Check"], ["2 pages, PDF", "Raman Commercial Cover"], 15),
            ("sticky-note", ["The Sticky", "Note Swap"], ["1 page, PDF", "Lindqvist Small Office IT"], 235),
            ("lender-ready", ["The", "Lender-Ready", "Folder"], ["1 page, English and Spanish", "Sandoval Lending"], 125)]:
        save(booklet(lines, foot, hue), CONTENT / "offers" / slug / "cover.jpg", 85)
    booklets()


if __name__ == "__main__":
    main()
