"""The fixed words of the page, from ``words.toml``, and the form in which any text stands on it."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from schemas.canonical.text import persian_digits

_SPACE = re.compile(r"[^\S\n]+")
_CONTROL = re.compile("[\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Marks that are invisible and carry no letter; the half-space U+200C is one of the text's own."""
_UNSHOWN = re.compile(
    "[^\n -~\u00a0-\u00ff\u060c\u061b\u061f\u0621-\u063a\u0640-\u0655\u0660-\u066d\u0670\u0671"
    "\u067e\u0686\u0698\u06a4\u06a9\u06af\u06c0-\u06c3\u06cc\u06d2\u06d5\u06f0-\u06f9\u200c"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2030\u2039\u203a]"
)


class Unspoken(ValueError):
    """The page has no words for a document; ``what`` says for what, and is never personal data."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@cache
def fixed() -> dict[str, Any]:
    """Return ``words.toml``, spelled as the page spells any text."""
    return tomllib.loads(shown(Path(__file__).with_name("words.toml").read_text("utf-8")))


def entry(table: str, key: str, within: Mapping[str, Any] | None = None) -> Any:
    """Return what ``table`` has under ``key``; raises `Unspoken` when it has nothing."""
    found = (within or fixed())[table].get(key)
    if found is None:
        raise Unspoken(f"{table}.{key}")
    return found


def title(table: str, key: str) -> tuple[str, str]:
    """Return the title in Persian and in English that ``table`` has under ``key``."""
    persian, english = entry(table, key)
    return persian, english


def label(name: str) -> str:
    """Return the label called ``name``."""
    return str(fixed()["labels"][name])


def phrase(name: str, **parts: str) -> str:
    """Return the phrase called ``name`` with its ``parts`` filled in."""
    return str(fixed()["phrases"][name]).format(**parts)


def shown(text: str) -> str:
    """Return ``text`` as the page writes it: composed, in plain spaces, in letters the font has.

    A character without a glyph becomes its code point (``[U+674E]``), so that nothing is left out
    unseen; marks that only turn the direction of writing are dropped.
    """
    composed = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    plain = _SPACE.sub(" ", composed.replace("ه\u0654", "ۀ"))
    return _UNSHOWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", plain)


def moment(stamp: str) -> datetime:
    """Return the instant in ``stamp`` (RFC 3339); raises `Unspoken` for what is none."""
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        raise Unspoken("instant") from None


def day(jalali: str, gregorian: str) -> str:
    """Return a day both ways, from ``YYYY/MM/DD`` (Jalali) and ``YYYY-MM-DD``."""
    common = f"{moment(gregorian):%Y/%m/%d}"
    return persian_digits(phrase("date", jalali=jalali, gregorian=common))


def instant(jalali: str, stamp: str) -> str:
    """Return an instant with its day both ways; ``stamp`` is RFC 3339 with Tehran's offset."""
    at = moment(stamp)
    parts = {"jalali": jalali, "time": f"{at:%H:%M:%S}", "gregorian": f"{at:%Y/%m/%d}"}
    return persian_digits(phrase("instant", **parts))
