"""A project made from a pack, told to people."""

from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.cli.options import Setting, stop
from kpidsl.cli.working import working

if TYPE_CHECKING:
    from kpidsl.demo.packs import Copied, Refused


def unpack(setting: Setting, name: str, folder: Path) -> "Copied":
    """Make a project in a new or empty folder; where that cannot be, nothing is written and the command ends."""
    from kpidsl.demo.packs import Copied, copy_pack

    with working(setting, setting.say("writing data…", "データを作成中…")) as doing:
        made = copy_pack(name, folder, lambda step, done: doing(f"{step} {done:.0%}"))
    if not isinstance(made, Copied):
        stop(_why(made, setting))
    return made


def _why(refused: "Refused", setting: Setting) -> str:
    say, subject, detail = setting.say, refused.subject, refused.detail
    match refused.why:
        case "no such pack":
            return say(f"no pack {subject}; there is {detail}", f"ひな型 {subject} はありません。あるもの: {detail}")
        case "not a folder":
            return say(f"{subject} is not a folder", f"{subject} はフォルダーではありません")
        case "folder not empty":
            return say(
                f"{subject} is not empty (it has {detail}); choose another folder",
                f"{subject} は空ではありません（{detail}）。別のフォルダーを指定してください",
            )
    return say(f"{subject} cannot be written: {detail}", f"{subject} に書けません: {detail}")
