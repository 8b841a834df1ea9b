"""Which language a page is in, its fixed words, and instants as people read them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files

from starlette.requests import Request

from schemas.canonical.dates import TEHRAN, jalali, tehran_day
from schemas.canonical.text import persian_digits

Words = Mapping[str, Mapping[str, str]]
"""The words of one language: by section, then by name."""

_FILES = ("words.toml", "panel/words.toml")


class Language(StrEnum):
    """The languages of the pages, by their BCP 47 tags, in the order of ``words.toml``."""

    FA = "fa"
    EN = "en"

    @property
    def direction(self) -> str:
        """The direction in which it is written, as HTML names it."""
        return "rtl" if self is Language.FA else "ltr"

    @property
    def other(self) -> "Language":
        """The language that a page offers instead."""
        return Language.EN if self is Language.FA else Language.FA


def language_of(request: Request) -> Language:
    """Return the language asked for: by ``lang``, else by Accept-Language, else Persian."""
    asked = request.query_params.get("lang", "")
    if asked in set(Language):
        return Language(asked)
    return _preferred(request.headers.get("accept-language", ""))


@cache
def words_in(language: Language) -> Words:
    """Return every fixed text of the pages in ``language``."""
    place = list(Language).index(language)
    return {
        section: {name: texts[place] for name, texts in entries.items()}
        for file in _FILES
        for section, entries in tomllib.loads((files("hub.web") / file).read_text("utf-8")).items()
    }


def instant(moment: datetime, language: Language) -> str:
    """Return an instant by Tehran's clock, its day in both calendars."""
    there = moment.astimezone(TEHRAN)
    text = words_in(language)["format"]["instant"].format(
        jalali=jalali(tehran_day(there)), gregorian=f"{there:%Y/%m/%d}", time=f"{there:%H:%M}"
    )
    return persian_digits(text) if language is Language.FA else text


def day(on: date, language: Language) -> str:
    """Return a day in both calendars."""
    text = words_in(language)["format"]["day"].format(jalali=jalali(on), gregorian=f"{on:%Y/%m/%d}")
    return figures(text, language)


def figures(text: str, language: Language) -> str:
    """Return ``text`` with the digits of ``language``."""
    return persian_digits(text) if language is Language.FA else text


def _preferred(header: str) -> Language:
    """Return the one of ours with the highest weight (RFC 9110 section 12.5.4)."""
    weights = dict.fromkeys(Language, 0.0)
    for part in header.split(","):
        name, _, parameters = part.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        if primary in weights:
            language = Language(primary)
            weights[language] = max(weights[language], _weight(parameters))
    return max(weights, key=lambda language: weights[language])


def _weight(parameters: str) -> float:
    """Return the weight in ``q=…``; what cannot be read weighs nothing."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
