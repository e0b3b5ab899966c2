"""What a font file says of itself. Only a worker calls this: the file comes from anybody."""

from io import BytesIO
from typing import Any

from kpidsl.scorecard.frames import Message

STATIC = (b"\x00\x01\x00\x00", b"true", b"OTTO")
FAMILIES = (16, 1)
"""The identifiers of the name table (OpenType 1.9, `name`) that hold a family, the typographic one first."""
RESTRICTED = 0x0002
"""The bit of `fsType` (OpenType 1.9, `OS/2`) by which a font may not be embedded without leave."""


def font_facts(data: bytes) -> Message:
    """Return the names of the family and the code points with a glyph, or `wrong`: why the file cannot be used."""
    from fontTools.ttLib import TTFont

    if data[:4] not in STATIC:
        return {"wrong": "kind"}
    try:
        font = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)
        if "fvar" in font:
            return {"wrong": "variable"}
        if "glyf" not in font and "CFF " not in font:
            return {"wrong": "kind"}
        if font["OS/2"].fsType & 0x000F == RESTRICTED:
            return {"wrong": "closed"}
        drawn = sorted(code for code, glyph in font.getBestCmap().items() if glyph != ".notdef")
        if 0x20 not in drawn:
            return {"wrong": "blank"}
        return {"families": _families(font["name"]), "codes": drawn}
    except Exception:  # whatever a library says of a file that is no font
        return {"wrong": "broken"}


def _families(table: Any) -> list[str]:
    """Return all names of the family, the English typographic one first."""
    english = (str(name) for key in FAMILIES if (name := table.getName(key, 3, 1, 0x409)))
    others = (each.toUnicode() for key in FAMILIES for each in table.names if each.nameID == key)
    return list(dict.fromkeys((*english, *others)))
