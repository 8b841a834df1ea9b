"""What a new set of agreements changes: who gains or loses what; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.policy.agreements import Agreements, by_key
from hub.policy.agreements_model import Agreement, Key

FIELD = "field"
"""What changes when it is a field: it is gained, lost or told in another form."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the new set says otherwise: None stands for not at all.

    ``what`` is `FIELD`, or the key of the agreement file. ``begins`` and ``ends`` are the validity
    of the agreement: of the new one, where there is one.
    """

    key: Key
    what: str
    field: str | None
    old: str | None
    new: str | None
    begins: date
    ends: date


def diff(old: Agreements, new: Agreements) -> tuple[Change, ...]:
    """Return every change from ``old`` to ``new``, by key; none if and only if they say the same.

    Of an agreement that appears or disappears as a whole, the fields are told. Names of files are
    no matter.
    """
    before, after = by_key(old.all), by_key(new.all)
    return tuple(
        change
        for key in sorted(before.keys() | after.keys())
        for pair in _pairs(before.get(key, []), after.get(key, []))
        for change in _changes(key, *pair)
    )


def _pairs(
    old: list[Agreement], new: list[Agreement]
) -> Iterator[tuple[Agreement | None, Agreement | None]]:
    """Yield what became of each agreement of one key.

    Those that say the same are left out. The others belong together by their name, or else by
    their order.
    """
    old, new = list(old), list(new)
    for one in tuple(old):
        if (same := next((two for two in new if two.digest == one.digest), None)) is not None:
            old.remove(one)
            new.remove(same)
    for one in tuple(old):
        if (heir := next((two for two in new if two.name == one.name), None)) is not None:
            old.remove(one)
            new.remove(heir)
            yield one, heir
    while old or new:
        yield old.pop(0) if old else None, new.pop(0) if new else None


def _changes(key: Key, old: Agreement | None, new: Agreement | None) -> Iterator[Change]:
    """Yield what is otherwise between two agreements of one key, one of which may not be."""
    there = new or old
    if there is None:
        return
    days = there.valid_from, there.valid_until
    before = old.fields if old is not None else {}
    after = new.fields if new is not None else {}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Change(key, FIELD, name, before.get(name), after.get(name), *days)
    if old is not None and new is not None:
        said, says = _facts(old), _facts(new)
        for what in said:
            if said[what] != says[what]:
                yield Change(key, what, None, said[what], says[what], *days)


def _facts(agreement: Agreement) -> dict[str, str]:
    """Return what an agreement says beside its fields, by key of its file."""
    return {
        "maximum_age": f"{agreement.maximum_age.total_seconds():.0f}",
        "quota.per_minute": str(agreement.quota.per_minute),
        "quota.per_day": str(agreement.quota.per_day),
        "allowed_hours": ", ".join(map(str, agreement.allowed_hours)),
        "delivery": str(agreement.delivery),
        "signed": "yes" if agreement.signed else "no",
        "valid_from": agreement.valid_from.isoformat(),
        "valid_until": agreement.valid_until.isoformat(),
        "article": agreement.article,
        "approver": agreement.approver,
    }
