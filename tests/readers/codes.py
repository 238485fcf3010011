"""Decodes every QR code of a site with zbar. Each must lead to a page of the site: the kit's own code to the kit, the others to the link
that credits that partner; and PNG and SVG must say the same."""

import io
import pathlib
import sys
import urllib.parse

import resvg_py
from PIL import Image
from pyzbar import pyzbar


def decoded(path):
    if path.suffix == ".svg":
        data = resvg_py.svg_to_bytes(svg_string=path.read_text(encoding="utf-8"), width=600, height=600, background="white")
        image = Image.open(io.BytesIO(bytes(data)))
    else:
        image = Image.open(path)
    image = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return [code.data.decode("utf-8") for code in pyzbar.decode(ground.convert("L"))]


def main():
    public, base = pathlib.Path(sys.argv[1]), sys.argv[2]
    codes = sorted([*public.glob("kit/*/qr*.png"), *public.glob("kit/*/qr*.svg")])
    faults = []
    for path in codes:
        partner, stem = path.parent.name, path.stem
        expected = f"{base}kit/{partner}/" if stem == "qr" else f"{base}go/{partner}/{stem.removeprefix('qr-')}/"
        told = decoded(path)
        if told != [expected]:
            faults.append(f"{path}: {told}, expected {expected}")
        way = urllib.parse.unquote(expected.removeprefix(base))
        if not (public / way / "index.html").is_file():
            faults.append(f"{path}: {expected} is no page of the site")
    print(f"{len(codes)} codes read")
    print("\n".join(faults))
    sys.exit(1 if faults or not codes else 0)


main()
