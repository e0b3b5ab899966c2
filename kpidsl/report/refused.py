"""What could not be reckoned, said by name: never a made-up number."""

from dataclasses import dataclass
from typing import Literal

from kpidsl.text.diagnostic import Said


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer; `code` is 1 where the specs or the data are at fault, 2 where the call is."""

    why: Said
    code: Literal[1, 2] = 1
