"""What a proven document says: rows that people read, and rows for those who know the field."""

from collections.abc import Iterator
from datetime import datetime

from hub.policy.disclosure_words import in_english, in_persian
from hub.policy.fields import shipped_fields
from hub.web.language import Language, figures, instant, words_in
from hub.web.states import Row, number_row
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.disclosure import Disclosed
from signing.verify.report import Found, Report

_INSTANTS = frozenset(
    {"issued", "valid_until", "received_at", "answered_at", "due_at", "next_update"}
)
_CODES = frozenset({"subject", "message_id", "operation", "consumer", "hub"})
_EXPERT = ("case", "message_id", "digest")
"""Facts that only an expert looks for."""


def fact_rows(found: Found, language: Language) -> Iterator[Row]:
    """Yield the document's number and facts, in its own order, and who signed it and since when."""
    label = words_in(language)["label"]
    yield number_row("number", found.number, language)
    for name, value in found.facts.items():
        if name not in _EXPERT:
            yield Row(label[name], _shown(name, value, language), code=name in _CODES)
    consumer = found.facts.get("consumer", "")
    for one in found.disclosed:
        yield Row(label["disclosed"], _told(consumer, one, language))
    if found.signer:
        yield Row(label["signer"], found.signer, code=True)
    if found.proven_at:
        yield Row(label["proven_at"], instant(found.proven_at, language))


def expert_rows(report: Report, language: Language) -> Iterator[Row]:
    """Yield the indication and what an expert asks for next."""
    words = words_in(language)
    label, meaning = words["expert"], words["indication"]
    for name, told in (
        ("indication", report.indication),
        ("sub_indication", report.sub_indication),
    ):
        if told is not None:
            yield Row(label[name], told, code=True, note=meaning[told])
    if not report.ok:
        last = report.checks[-1]
        yield Row(label["failed"], f"{last.name} {last.detail}".rstrip(), code=True)
    if report.found:
        yield from _details(report.found, language)


def _details(found: Found, language: Language) -> Iterator[Row]:
    label = words_in(language)["expert"]
    if found.level:
        yield Row(label["level"], found.level, code=True)
    for name in _EXPERT:
        if name in found.facts:
            yield Row(label[name], found.facts[name], code=True)
    if found.proven_at:
        yield Row(label["proven_at"], tehran_stamp(found.proven_at), code=True)


def _told(consumer: str, one: Disclosed, language: Language) -> str:
    """Return what a receipt says of one disclosure."""
    if language is Language.FA:
        return in_persian(consumer, one, shipped_fields())
    return in_english(consumer, one)


def _shown(name: str, value: str, language: Language) -> str:
    """Return a fact's value in words, days in both calendars; what has none stands as it is."""
    if name in _INSTANTS:
        return instant(datetime.fromisoformat(value), language)
    if name == "subject":
        return figures(value, language)
    return words_in(language)["value"].get(value, value)
