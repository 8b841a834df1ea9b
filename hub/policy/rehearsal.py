"""A change of agreements rehearsed: what was asked in the past is asked again under a draft; pure.

The register says of every question who asked, under which words, when, and what he was told. What
its subject and its provider made of it stays as it was.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Delivery, Key
from hub.policy.authorize import check_states_all
from hub.policy.passports import Need, Passport
from hub.policy.rehearsal_rules import Counts, Denied, Rules
from schemas.canonical.disclosure import Telling

What = Literal["refused", "permitted", "withheld", "told", "form", "signature"]
Grants = Mapping[Key, Grant]

_BY_POLICY = ("agreement.", "purpose.", "service.")
"""How the codes begin of what agreements refuse."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One line of the register: what one provider was asked about one subject.

    ``question`` is the same for all lines of one request. ``asked`` are the fields that were named,
    none for all that is agreed; ``told`` has each told field with its form. ``signed`` says that
    the agreement of that time asked for a signature, so that there was one.
    """

    question: UUID
    key: Key
    asked_at: datetime
    asked: tuple[str, ...]
    outcome: Telling
    reason: str | None
    told: Mapping[str, str]
    withheld: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What would have been otherwise under which words.

    ``detail`` is a code where it is ``refused`` or ``permitted`` (of a spent quota ``new`` is the
    span), and a field with its forms where it is ``told``, ``withheld`` or told in another
    ``form``. ``signature``: there would have to be one, and whether there was is not known.
    """

    key: Key
    what: What
    detail: str = ""
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How many questions there were, how many a draft concerns, and what would be otherwise.

    A question counts once for each of its differences.
    """

    questions: int
    concerned: int
    differences: Mapping[Difference, int]


def rehearse(
    questions: Iterable[Sequence[Asking]], rules: Rules, passports: Iterable[Passport]
) -> Rehearsed:
    """Return what ``rules`` would have made of questions, which come in the order of their time.

    ``passports`` say what a use case needs.
    """
    needs = {one.code: one.needs for one in passports}
    counts, found = Counts(), Counter[Difference]()
    seen = concerned = 0
    for question in questions:
        seen += 1
        needed = _needed(question[0].key, needs)
        keys = (*dict.fromkeys((*(one.key for one in question), *needed)),)
        if not rules.touched.isdisjoint(keys):
            concerned += 1
            found.update(frozenset(_differences(question, keys, needed, rules, counts)))
    return Rehearsed(seen, concerned, found)


def _needed(key: Key, needs: Mapping[str, tuple[Need, ...]]) -> dict[Key, Need]:
    """Return what the use case of a question needs, each under its words; nothing of a service."""
    if key.task.kind == "service":
        return {}
    found = needs.get(key.task.code, ())
    return {key._replace(purpose=one.purpose, provider=one.agency): one for one in found}


def _differences(
    question: Sequence[Asking],
    keys: Iterable[Key],
    needed: Mapping[Key, Need],
    rules: Rules,
    counts: Counts,
) -> Iterator[Difference]:
    """Yield what would be otherwise of one question; what the draft does not touch is no matter."""
    before = question[0].reason
    if before is not None and not before.startswith(_BY_POLICY):
        return
    try:
        grants = {key: rules.grant(key, question[0].asked_at) for key in keys}
        _check(question, grants, needed)
        counts.count((grants[key] for key in grants if key in rules.touched), question[0].asked_at)
    except Denied as denied:
        if before is None and denied.key in rules.touched:
            yield Difference(denied.key, "refused", denied.code, new=denied.span)
        return
    told = all(one.outcome is Telling.TOLD for one in question)
    for one in question:
        grant = grants[one.key]
        if before is not None:
            yield Difference(one.key, "permitted", before)
            yield from _newly_told(one, grant)
        elif grant.agreement.signed and not one.signed:
            yield Difference(one.key, "signature")
        if told:
            yield from _told_otherwise(one, grant)


def _check(question: Sequence[Asking], grants: Grants, needed: Mapping[Key, Need]) -> None:
    """Raise `Denied` for another delivery, and for a signature or a field that a question lacks."""
    for key, grant in grants.items():
        if grant.agreement.delivery is not Delivery.INQUIRY:
            raise Denied(key, "agreement.delivery")
        if grant.agreement.signed and question[0].reason == "agreement.signature":
            raise Denied(key, "agreement.signature")
        if key in needed:
            try:
                check_states_all(grant, needed[key])
            except NotPermitted as denied:
                raise Denied(key, denied.code) from None
    granted = {name for grant in grants.values() for name in grant.tellers}
    for one in question:
        if not granted.issuperset(one.asked):
            raise Denied(one.key, "agreement.field")


def _newly_told(one: Asking, grant: Grant) -> Iterator[Difference]:
    """Yield the fields that would have been told of a question that was refused."""
    for name, form in grant.agreement.fields.items():
        if not one.asked or name in one.asked:
            yield Difference(one.key, "told", name, None, str(form))


def _told_otherwise(one: Asking, grant: Grant) -> Iterator[Difference]:
    """Yield the fields of an answer that would have been told, withheld, or told otherwise."""
    for name in (*one.told, *one.withheld):
        old, new = one.told.get(name), grant.agreement.fields.get(name)
        if old == new:
            continue
        if new is None:
            yield Difference(one.key, "withheld", name, old)
        else:
            yield Difference(one.key, "form" if old else "told", name, old, str(new))
