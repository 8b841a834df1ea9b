"""What came back of a lookup, held against what was agreed and what the registries hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.demo.subjects import Day, Held, Question

_LETTERS = str.maketrans({"ي": "ی", "ك": "ک"})
_FORMS = {
    "masked": re.compile(r".{0,4}\*\*\*.{0,4}|[0-9]{4}/\*\*/\*\*"),
    "age-band": re.compile(r"[0-9]{1,2}-[0-9]{2}|75\+"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A field that was told: its form, its value as people read it, and how old that was."""

    name: str
    form: str
    value: str
    source: str
    age_seconds: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one lookup; ``problem`` says what did not come out as it must.

    ``refusal`` holds type and both titles of what was refused, ``receipt`` the name of its file.
    """

    question: Question
    told: tuple[Told, ...] = ()
    withheld: tuple[str, ...] = ()
    receipt: str = ""
    refusal: Mapping[str, str] | None = None
    problem: str = ""


def told_in(answer: Mapping[str, Any]) -> tuple[Told, ...]:
    """Return the fields that an answer tells."""
    return tuple(
        Told(one["name"], one["form"], shown(one["value"]), one["source"], one["age_seconds"])
        for one in answer["fields"]
    )


def shown(value: object) -> str:
    """Return a value of an answer as people read it: a day as the law writes it."""
    if isinstance(value, dict):
        return str(value["jalali"])
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    return "–" if value is None else str(value)


def wrong(question: Question, answer: Mapping[str, Any], heard: str) -> str:
    """Return the first thing that is wrong with an answer, nothing when it is as agreed.

    ``heard`` is all that came back: headers, answer, and receipt in clear.
    """
    told = {one["name"]: one for one in answer["fields"]}
    due = question.granted.keys() & question.held.keys()
    problems = (
        *(f"{name} is agreed and not told" for name in sorted(due - told.keys())),
        *(f"{name} is told and not agreed" for name in sorted(told.keys() - due)),
        *_other(question.held.keys() - due, answer["withheld"]),
        *_forms(question, told),
        *leaks(question, heard),
    )
    return problems[0] if problems else ""


def leaks(question: Question, heard: str, *, refused: bool = False) -> Iterator[str]:
    """Yield each field whose value came back although nobody granted it whole.

    A value that is told whole under another name is no leak. Nothing is granted when refused.
    """
    text = heard.translate(_LETTERS)
    whole = set() if refused else {one for one, form in question.granted.items() if form == "whole"}
    told = {one for name in whole for one in _writings(question.held.get(name))}
    for name in sorted(question.held.keys() - whole):
        if any(one in text for one in set(_writings(question.held[name])) - told):
            yield f"{name} is withheld, and its value came back"


def _other(due: Iterable[str], said: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the names of what was withheld."""
    if sorted(due) != sorted(said):
        yield "the withheld fields are not named as they are"


def _forms(question: Question, told: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield each told field that is not in its agreed form, or not what the registry holds."""
    for name, one in told.items():
        form = question.granted.get(name, "")
        if one["form"] != form or not _fits(question.held.get(name), form, one["value"]):
            yield f"{name} is not told as agreed"


def _fits(held: Held, form: str, value: object) -> bool:
    """Tell whether a value is what the registry holds, in that form."""
    if form == "yes-no":
        return value is bool(held)
    if pattern := _FORMS.get(form):
        return isinstance(value, str) and bool(pattern.fullmatch(value))
    if isinstance(held, Day):
        return value == {"gregorian": held.gregorian, "jalali": held.jalali}
    return folded(value) == held


def folded(value: object) -> object:
    """Return a text in Persian letters, as it is compared: registries write Arabic ones."""
    return value.translate(_LETTERS) if isinstance(value, str) else value


def _writings(held: Held) -> Iterator[str]:
    """Yield every way in which a value would be written; yes and no cannot be looked for."""
    if isinstance(held, Day):
        yield from (held.jalali, held.gregorian)
        yield from (held.jalali.replace("/", ""), held.gregorian.replace("-", ""))
    elif isinstance(held, str) and held:
        yield held
