"""What a failed check says to a person, in Persian and English, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

_FIELDS: Final = ("fa", "en", "do_fa", "do_en")

UNREADABLE: Final = "unreadable"
TOGETHER: Final = "together"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of what is wrong (``fa``, ``en``), and one of what to do (``do_fa``, …)."""

    fa: str
    en: str
    do_fa: str
    do_en: str


def sentence(check: str, detail: str = "") -> Sentence:
    """Return what is said of a failed ``check``, by its ``detail`` where there is more to say.

    ``check`` is one of `signing.verify.report`, `UNREADABLE` or `TOGETHER`.
    """
    general = _table()[check]
    special = general.get(detail)
    own: Mapping[str, object] = special if isinstance(special, dict) else {}
    return Sentence(*(str(own.get(field, general[field])) for field in _FIELDS))


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    return loads((files("signing.verify") / "sentences.toml").read_text("utf-8"))
