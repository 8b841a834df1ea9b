"""What the end of paper forms stands on, as data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import partial

from hub.policy.agreements_read import read_count, read_day, read_text, read_word
from hub.policy.problems import Problem
from hub.usecases.article38.model import Confidence, WrongTable
from hub.usecases.article38.paper.serials import SerialForm
from hub.usecases.article38.slips import Key, Slips
from hub.usecases.article38.table_values import read_table

FILE = "paper.toml"
_MOST_DIGITS = 15
_SOURCE: dict[str, Key] = {
    "citation": (read_text, True),
    "confidence": (partial(read_word, words=Confidence), True),
}


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day, its source, and how sure that is."""

    day: date
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """Until when papers may be dated and forms be returned, and how serials are written."""

    last_paper_day: LegalDay
    return_by: LegalDay
    serial: SerialForm


def parse_terms(text: str) -> PaperTerms:
    """Return the terms in a TOML ``text``; `WrongTable` with everything that is wrong."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongTable([Problem(FILE, "", f"not TOML: {error}")]) from error
    slips = Slips(FILE)
    day: dict[str, Key] = {"day": (read_day, True), **_SOURCE}
    serial: dict[str, Key] = {
        "alphabet": (_read_alphabet, True),
        "letters": (partial(_read_length, most=4), True),
        "digits": (partial(_read_length, most=_MOST_DIGITS), True),
        **_SOURCE,
    }
    known = {"last_paper_day": day, "return_by": day, "serial": serial}
    tables = slips.keys(found, dict.fromkeys(known, (read_table, True)), "")
    read = {one: slips.keys((tables or {})[one], known[one], f"{one}.") for one in tables or ()}
    if slips.problems:
        raise WrongTable(slips.problems)
    last, by, form = (read[one] or {} for one in known)
    written = SerialForm(form["alphabet"], form["letters"], form["digits"])
    return PaperTerms(LegalDay(**last), LegalDay(**by), written)


def _read_alphabet(value: object) -> str:
    text = read_text(value)
    if text != text.upper() or len(set(text)) != len(text) or not text.isalpha():
        raise ValueError("must be letters, capital ones and none of them twice")
    return text


def _read_length(value: object, most: int) -> int:
    if (found := read_count(value)) > most:
        raise ValueError(f"must be a whole number from 1 to {most}")
    return found
