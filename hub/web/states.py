"""What a certificate's state says to a person: in a word, in a sentence, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.store.certificates import IssuedCertificate
from hub.web.language import Language, figures, instant, words_in
from schemas.canonical.status import State, Status


class Tone(StrEnum):
    """How a page says something, before a word of it is read."""

    GOOD = "valid"
    BAD = "invalid"
    OPEN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; ``code`` is read from left to right, ``link`` leads further.

    ``note`` says what the value means.
    """

    label: str
    value: str
    code: bool = False
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateView:
    """A certificate's state as the page tells it."""

    tone: Tone
    title: str
    meaning: str
    todo: str
    rows: tuple[Row, ...] = ()


def state_view(
    certificate: IssuedCertificate, status: Status | None, language: Language
) -> StateView:
    """Return the page of a certificate in the state ``status``, None before it begins."""
    rows = (*_rows(certificate, language), *status_rows(status, language))
    return _view(status.state if status else "coming", language, rows)


def no_such(language: Language) -> StateView:
    """Return the page of a number that no certificate has."""
    return _view("unknown", language, ())


def tone_of(state: str) -> Tone:
    """Return the tone of a state: only an issued certificate may be relied on."""
    if state == State.ISSUED:
        return Tone.GOOD
    return Tone.OPEN if state in {"unknown", "coming"} else Tone.BAD


def status_rows(status: Status | None, language: Language) -> Iterator[Row]:
    """Yield since when a certificate is what it is, why, what replaces it, and what comes next."""
    if status is None:
        return
    words = words_in(language)
    label = words["label"]
    if status.state is not State.ISSUED or status.reason is not None:
        yield Row(label["since"], instant(status.since, language))
    if status.reason is not None:
        yield Row(label["reason"], words["reason"][status.reason])
    if status.superseded_by is not None:
        yield number_row("superseded_by", status.superseded_by, language, linked=True)


def number_row(name: str, number: str, language: Language, *, linked: bool = False) -> Row:
    """Return a certificate's number under the label ``name``, with a link to its page if told."""
    link = f"/verify/{number}?lang={language}" if linked else ""
    label = words_in(language)["label"][name]
    return Row(label, figures(number, language), code=True, link=link)


def dated(name: str, moment: datetime, language: Language) -> Row:
    """Return an instant under the label ``name``."""
    return Row(words_in(language)["label"][name], instant(moment, language))


def _rows(certificate: IssuedCertificate, language: Language) -> Iterator[Row]:
    words = words_in(language)
    yield number_row("number", certificate.number, language)
    yield Row(words["label"]["type"], words["value"][certificate.kind])
    yield dated("issued", certificate.issued_at, language)
    yield dated("valid_until", certificate.valid_until, language)
    if certificate.supersedes is not None:
        yield number_row("supersedes", certificate.supersedes, language, linked=True)


def _view(state: str, language: Language, rows: tuple[Row, ...]) -> StateView:
    words = words_in(language)
    return StateView(
        tone_of(state), words["state"][state], words["meaning"][state], words["todo"][state], rows
    )
