"""Questions of the past, made as the road answers them under agreements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hub.errors import NotPermitted
from hub.policy.agreements import Agreements
from hub.policy.agreements_model import Key
from hub.policy.rehearsal import Asking
from schemas.canonical.dates import TEHRAN
from schemas.canonical.disclosure import Telling

MORNING = datetime.fromisoformat("2026-11-01T06:30:00+03:30")
GIVEN = ("person.given_name", "person.family_name", "person.birth_date", "person.alive")
"""What the provider says of anybody."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked under one key, so many minutes after the first morning."""

    key: Key
    minutes: int = 60
    asked: tuple[str, ...] = ()
    outcome: Telling = Telling.TOLD

    @property
    def at(self) -> datetime:
        """When it is asked."""
        return MORNING + timedelta(minutes=self.minutes)


def told_by(agreements: Agreements, one: Question) -> dict[str, str] | str:
    """Return what is told of a question with its forms, or the code by which it is refused."""
    try:
        granted = agreements.grant(one.key, one.at).agreement.fields
    except NotPermitted as denied:
        return denied.code
    if not granted.keys() >= set(one.asked):
        return "agreement.field"
    if one.outcome is not Telling.TOLD:
        return {}
    return {name: str(granted[name]) for name in one.asked or GIVEN if name in granted}


def answered(agreements: Agreements, asked: Iterable[Question]) -> list[tuple[Asking, ...]]:
    """Return the register's lines of questions that were asked under ``agreements``, in order."""
    used: Counter[tuple[Key, datetime, str]] = Counter()
    return [
        (_line(agreements, one, place, used),)
        for place, one in enumerate(sorted(asked, key=lambda one: one.minutes), 1)
    ]


def _line(
    agreements: Agreements, one: Question, place: int, used: Counter[tuple[Key, datetime, str]]
) -> Asking:
    said = told_by(agreements, one)
    signed = False
    if not isinstance(said, str):
        agreement = agreements.grant(one.key, one.at).agreement
        here = one.at.astimezone(TEHRAN)
        minute = (one.key, here.replace(second=0), "minute")
        day = (one.key, here.replace(hour=0, minute=0, second=0), "day")
        used.update([minute, day])
        if used[minute] > agreement.quota.per_minute or used[day] > agreement.quota.per_day:
            said = "agreement.quota"
        signed = agreement.signed
    if isinstance(said, str):
        return line(one, place, Telling.REFUSED, said)
    names = one.asked or GIVEN
    withheld = tuple(name for name in names if name not in said)
    return line(one, place, one.outcome, None, said, withheld, signed=signed)


def line(
    one: Question,
    place: int = 1,
    outcome: Telling = Telling.TOLD,
    reason: str | None = None,
    told: dict[str, str] | None = None,
    withheld: Sequence[str] = (),
    *,
    signed: bool = False,
) -> Asking:
    """Return one line of the register, of the ``place``-th question."""
    return Asking(
        question=UUID(int=place),
        key=one.key,
        asked_at=one.at,
        asked=one.asked,
        outcome=outcome,
        reason=reason,
        told=told or {},
        withheld=tuple(withheld) if outcome is Telling.TOLD else (),
        signed=signed,
    )
