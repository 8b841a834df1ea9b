"""One service as people read it: the texts of one language, and its facts as rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.policy.fields import Fields
from hub.policy.passport_words import Words as Both
from hub.policy.passports import Need, Passport, Term
from hub.web.language import Language, Words, figures, words_in
from hub.web.states import Row
from schemas.canonical.dates import jalali

_DIALLED = re.compile(r"\*[0-9*]+#")
_LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True, slots=True)
class Card:
    """A service in one language; no ``documents`` means that none need be brought."""

    code: str
    title: str
    steps: tuple[str, ...]
    documents: tuple[str, ...]
    rows: tuple[Row, ...]


def card_of(passport: Passport, fields: Fields, language: Language) -> Card:
    """Return the service as it is shown; ``fields`` have the Persian names of what it asks."""
    documents = () if passport.documents == "none" else passport.documents
    return Card(
        passport.code,
        _in(passport.title, language),
        tuple(_in(one, language) for one in passport.steps),
        tuple(_in(one, language) for one in documents),
        tuple(_rows(passport, fields, language)),
    )


def _in(text: Both, language: Language) -> str:
    return _dialled(text.fa if language is Language.FA else text.en)


def _dialled(text: str) -> str:
    """Return ``text`` with what is dialled in its own order: Persian would turn it about."""
    return _DIALLED.sub(rf"{_LEFT_TO_RIGHT}\g<0>{_LEFT_TO_RIGHT}", text)


def _rows(passport: Passport, fields: Fields, language: Language) -> Iterator[Row]:
    """Yield the facts of a passport; what is not laid down says so."""
    words = words_in(language)
    w, comma = words["services"], words["services"]["comma"]
    yield Row(w["presence"], words["presence"][passport.presence])
    channels = comma.join(words["channel"][one] for one in passport.channels)
    yield Row(w["channels"], _dialled(channels))
    yield Row(w["deadline"], _term(passport.deadline, words, language))
    yield Row(w["window"], _term(passport.window, words, language, "no_window"))
    yield Row(w["fee"], _fee(passport.fee, words, language))
    yield Row(w["basis"], _basis(passport, words, language))
    if passport.needs:
        asked = w["semicolon"].join(_need(one, fields, language) for one in passport.needs)
        yield Row(w["needs"], asked)
    yield Row(w["owner"], _in(passport.owner, language))
    yield Row(w["reviewed"], _day(passport.review.last, words, language))
    yield Row(w["review_next"], _day(passport.review.next, words, language))
    yield Row(w["code"], passport.code, code=True)


def _term(term: Term | str, words: Words, language: Language, none: str = "no_deadline") -> str:
    match term:
        case Term():
            return figures(words["start"][term.start].format(days=term.days), language)
        case "steps":
            return words["services"]["in_steps"]
        case "none":
            return words["services"][none]
    return words["services"]["unknown"]


def _fee(fee: int | str, words: Words, language: Language) -> str:
    match fee:
        case int():
            return figures(words["services"]["rials"].format(rials=f"{fee:,}"), language)
        case "none":
            return words["services"]["no_fee"]
    return words["services"]["unknown"]


def _basis(passport: Passport, words: Words, language: Language) -> str:
    if passport.legal_basis == "unknown":
        return words["services"]["unknown"]
    articles = [words["act"][one.act].format(article=one.article) for one in passport.legal_basis]
    return figures(words["services"]["comma"].join(articles), language)


def _need(need: Need, fields: Fields, language: Language) -> str:
    """Return what is asked of an agency: in Persian by its names, else by the names in the file."""
    if language is not Language.FA:
        return f"{need.agency}: {', '.join(need.fields)}"
    named = fields.of(need.agency)
    titles = "، ".join(named[one].title for one in need.fields)
    return f"{fields.providers[need.agency].title}: {titles}"


def _day(day: date, words: Words, language: Language) -> str:
    text = words["services"]["day"].format(jalali=jalali(day), gregorian=f"{day:%Y/%m/%d}")
    return figures(text, language)
