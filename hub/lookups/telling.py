"""What is told of the findings of a lookup: the granted fields in their agreed forms; pure.

If one provider is silent, or knows nobody, nothing at all is told: half a check is none.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.lookups.base import Question
from hub.policy.agreements_disclose import Disclosure, Grant, UnfitValue, Value, disclose
from hub.policy.authorize import basis
from schemas.canonical.dates import jalali, tehran_day, tehran_stamp
from schemas.canonical.disclosure import Asked, Disclosed, Telling
from schemas.canonical.receipt import Reception

_NOTHING = Disclosure({}, ())
Findings = Iterable[tuple[Question, Grant, Finding[Any]]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one provider's answer came to: its outcome, and what of it is told.

    ``as_of`` (UTC) is when the provider said it, where it did. ``broken`` is an answer against the
    provider's contract.
    """

    grant: Grant
    subjects: tuple[str, ...]
    outcome: Telling
    said: Disclosure = _NOTHING
    as_of: datetime | None = None
    broken: bool = False

    @property
    def provider(self) -> str:
        """The agency that was asked."""
        return self.grant.agreement.key.provider

    @property
    def forms(self) -> dict[str, str]:
        """The form of each field that is told."""
        return {name: str(self.grant.agreement.fields[name]) for name in self.said.disclosed}

    def rows(self, service: str, wanted: tuple[str, ...]) -> Iterator[Disclosed]:
        """Yield the part as the register has it, once for each subject."""
        key = self.grant.agreement.key
        for subject in self.subjects:
            asked = Asked(
                key.provider, subject, "service", service, key.purpose, basis(self.grant), wanted
            )
            yield Disclosed(asked, self.outcome, self.forms, self.said.withheld, self.as_of)


def parts_of(findings: Findings, wanted: tuple[str, ...], now: datetime) -> tuple[Part, ...]:
    """Return what of each finding is told on the day of ``now``.

    ``wanted`` are the only fields of interest, all of them granted; none for all. What the
    provider gave and the agreement does not grant is withheld.
    """
    parts = tuple(_part(*one, wanted, now) for one in findings)
    if all(one.outcome is Telling.TOLD for one in parts):
        return parts
    return tuple(_untold(one) for one in parts)


def _part(
    question: Question,
    grant: Grant,
    found: Finding[Any],
    wanted: tuple[str, ...],
    now: datetime,
) -> Part:
    match found:
        case Unknown():
            return Part(grant, question.subjects, Telling.NOT_FOUND)
        case Silent():
            return Part(grant, question.subjects, Telling.SILENT, broken=found.broken)
        case Attested():
            return _attested(question, grant, found, wanted, now)


def _attested(
    question: Question,
    grant: Grant,
    found: Attested[Any],
    wanted: tuple[str, ...],
    now: datetime,
) -> Part:
    """Return what is told of an answer; one with a value of a wrong kind is none."""
    values = question.values(found.value)
    if wanted:
        values = {name: value for name, value in values.items() if name in wanted}
    try:
        said = disclose(grant, values, tehran_day(now))
    except UnfitValue:
        return Part(grant, question.subjects, Telling.SILENT, broken=True)
    return Part(grant, question.subjects, Telling.TOLD, said, found.as_of)


def _untold(part: Part) -> Part:
    """Return a part of which nothing is told, because another one has no answer."""
    if part.outcome is not Telling.TOLD:
        return part
    names = (*part.said.disclosed, *part.said.withheld)
    return Part(part.grant, part.subjects, Telling.TOLD, Disclosure({}, names), part.as_of)


def write_answer(
    reception: Reception, service: str, purpose: str, parts: tuple[Part, ...], now: datetime
) -> bytes:
    """Return the answer as JSON, members in order of name, no blanks, UTF-8 (as RFC 8785 has it).

    Ages are whole seconds; days stand in both calendars; instants bear Tehran's offset.
    """
    answer = {
        "request": reception.message_id,
        "service": service,
        "purpose": purpose,
        "answered_at": tehran_stamp(now),
        "found": all(one.outcome is Telling.TOLD for one in parts),
        "fields": [field for part in parts for field in _told(part, now)],
        "withheld": [name for part in parts for name in part.said.withheld],
        "agreements": [_agreement(part.grant) for part in parts],
    }
    return json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _told(part: Part, now: datetime) -> Iterator[Mapping[str, object]]:
    """Yield each told field with its form, source, and how old it is."""
    if part.as_of is None:
        return
    as_of, forms = tehran_stamp(part.as_of), part.forms
    age = max(0, int((now - part.as_of).total_seconds()))
    for name, value in part.said.disclosed.items():
        yield {
            "name": name,
            "form": forms[name],
            "value": _plain(value),
            "source": part.provider,
            "as_of": as_of,
            "age_seconds": age,
        }


def _agreement(grant: Grant) -> dict[str, str]:
    agreement = grant.agreement
    return {
        "provider": agreement.key.provider,
        "article": agreement.article,
        "digest": grant.digest,
    }


def _plain(value: Value) -> object:
    """Return a value as JSON has it: a day in both calendars."""
    if isinstance(value, date):
        return {"gregorian": value.isoformat(), "jalali": jalali(value)}
    return value
