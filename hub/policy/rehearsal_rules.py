"""What a rehearsal judges by: a draft laid over the agreements in force, as if it always held."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from hub.errors import NotPermitted
from hub.policy.agreements import Agreements, by_key
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Agreement, Key
from hub.policy.fields import Fields
from schemas.canonical.dates import TEHRAN


class Denied(Exception):
    """A question is not permitted: under which words, by which code, of a quota in which span."""

    def __init__(self, key: Key, code: str, span: str | None = None) -> None:
        super().__init__(code)
        self.key = key
        self.code = code
        self.span = span


class Rules:
    """The agreements ``laid`` over those ``held``; ``touched`` are the words that they change.

    A draft begins in the future and is to be judged on the past, so days do not count: under all
    words the agreement that is new holds on every day, else the one that holds ``on`` the day of
    the rehearsal. One that has ended by then holds on none. Hours count.
    """

    def __init__(self, held: Agreements, laid: Agreements, fields: Fields, on: date) -> None:
        old, new = by_key(held.all), by_key(laid.all)
        self.touched = frozenset(
            key
            for key in old.keys() | new.keys()
            if _digests(old.get(key, ())) != _digests(new.get(key, ()))
        )
        always = (_always(old.get(key, ()), found, on) for key, found in new.items())
        self._agreements = Agreements(always, fields)

    def grant(self, key: Key, at: datetime) -> Grant:
        """Return what is granted under ``key`` at an instant; else `Denied`."""
        try:
            return self._agreements.grant(key, at)
        except NotPermitted as denied:
            raise Denied(key, denied.code) from None


class Counts:
    """How often is asked under each words, in this minute and this day; instants never go back."""

    def __init__(self) -> None:
        self._used: dict[tuple[Key, str], tuple[datetime, int]] = {}

    def count(self, grants: Iterable[Grant], at: datetime) -> None:
        """Count one question under every grant; `Denied` for the first whose quota is spent."""
        spent = [denied for grant in grants for denied in self._spent(grant, at)]
        if spent:
            raise spent[0]

    def _spent(self, grant: Grant, at: datetime) -> Iterator[Denied]:
        here = at.astimezone(TEHRAN)
        minute = here.replace(second=0, microsecond=0)
        key, quota = grant.agreement.key, grant.agreement.quota
        if self._one_more(key, "minute", minute) > quota.per_minute:
            yield Denied(key, "agreement.quota", "minute")
        if self._one_more(key, "day", minute.replace(hour=0, minute=0)) > quota.per_day:
            yield Denied(key, "agreement.quota", "day")

    def _one_more(self, key: Key, span: str, starts_at: datetime) -> int:
        """Return how many there are with this one, in the span that begins at ``starts_at``."""
        begun, used = self._used.get((key, span), (starts_at, 0))
        used = used + 1 if begun == starts_at else 1
        self._used[key, span] = starts_at, used
        return used


def _digests(agreements: Iterable[Agreement]) -> frozenset[str]:
    return frozenset(one.digest for one in agreements)


def _always(old: Iterable[Agreement], new: list[Agreement], on: date) -> Agreement:
    """Return the agreement that stands for all of its words, holding always or never."""
    known = _digests(old)
    drafts = [one for one in new if one.digest not in known and one.valid_until >= on]
    standing = [one for one in new if one.digest in known and one.holds(on)]
    for one in (*drafts, *standing):
        return replace(one, valid_from=date.min, valid_until=date.max)
    return replace(new[0], valid_from=date.min, valid_until=date.min)
