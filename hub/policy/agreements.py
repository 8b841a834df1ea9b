"""Agreements compiled: who may be told what, looked up in one step, and everything else denied."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import combinations

from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant, grant_of
from hub.policy.agreements_model import Agreement, Key, Task, WrongAgreements
from hub.policy.agreements_parse import parse_agreement
from hub.policy.fields import Fields
from hub.policy.problems import Problem
from schemas.canonical.dates import TEHRAN

INTERNAL = "sso-services"
"""The consumer under whose code the services of the SSO itself ask."""
_AHEAD = (7, 30, 60)
"""So many days before its end an agreement is warned of, the nearest first."""


def load_agreements(texts: Mapping[str, str], fields: Fields) -> "Agreements":
    """Return the agreements in TOML ``texts`` by file name, whose fields are of ``fields``.

    Raises `WrongAgreements` with everything that is wrong in any of them; two that contradict each
    other are wrong together.
    """
    read: list[Agreement] = []
    problems: list[Problem] = []
    for file in sorted(texts):
        try:
            read.append(parse_agreement(file, texts[file], fields))
        except WrongAgreements as wrong:
            problems += wrong.problems
    problems += _contradictions(by_key(read).values())
    if problems:
        raise WrongAgreements(problems)
    return Agreements(read, fields)


class Agreements:
    """Agreements that do not contradict each other; what none of them grants is denied."""

    def __init__(self, agreements: Iterable[Agreement], fields: Fields) -> None:
        self.all = tuple(agreements)
        self._fields = fields
        self._grants: dict[Key, tuple[Grant, ...]] = {}
        for key, found in by_key(self.all).items():
            kinds = {name: one.kind for name, one in fields.of(key.provider).items()}
            self._grants[key] = tuple(grant_of(one, kinds) for one in found)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the digests of all, sorted: the version of the whole set."""
        lines = sorted(one.digest for grants in self._grants.values() for one in grants)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def grant(self, key: Key, at: datetime) -> Grant:
        """Return what ``key`` is granted at an instant (any zone, never naive).

        Raises `NotPermitted`: ``agreement.none`` when nothing was ever agreed under these words,
        ``agreement.not-in-force`` for another day, ``agreement.hours`` for another hour.
        """
        here = at.astimezone(TEHRAN)
        found = self._grants.get(key)
        if found is None:
            raise NotPermitted("agreement.none")
        grant = _in_force(found, here.date())
        if grant is None:
            raise NotPermitted("agreement.not-in-force")
        minute = here.hour * 60 + here.minute
        if not any(begins <= minute < ends for begins, ends in grant.agreement.allowed_hours):
            raise NotPermitted("agreement.hours")
        return grant

    def uncovered(
        self, service: str, provider: str, purpose: str, fields: Iterable[str], on: date
    ) -> frozenset[str]:
        """Return those of ``fields`` that no agreement in force grants to a service of the SSO.

        ``service`` is the code of an internal service, or of a use case that agencies call: what
        any of its consumers is granted is covered. A family such as ``contract.*`` is covered when
        each of its fields is; an unknown field never is. In which form a field is told does not
        matter here.
        """
        granted = {
            name
            for key, grants in self._grants.items()
            if key.task in {Task("service", service), Task("use_case", service)}
            and (key.purpose, key.provider) == (purpose, provider)
            and (key.task.kind == "use_case" or key.consumer == INTERNAL)
            and (grant := _in_force(grants, on)) is not None
            for name in grant.agreement.fields
        }
        return frozenset(name for name in fields if not self._covers(granted, provider, name))

    def _covers(self, granted: Iterable[str], provider: str, name: str) -> bool:
        """Tell whether a field, or every field of a family, is among the granted."""
        names = self._fields.expand(provider, name)
        return bool(names) and frozenset(granted).issuperset(names)

    def ending(self, on: date) -> list[tuple[Agreement, int]]:
        """Return every agreement that `ends_within` so many days, the next to end first."""
        found = [(one, days) for one in self.all if (days := self.ends_within(one, on)) is not None]
        return sorted(found, key=lambda pair: (pair[0].valid_until, pair[0].name))

    def ended(self, on: date) -> list[Agreement]:
        """Return the last agreement under each words that hold no more on a day, by name."""
        found = ([one.agreement for one in grants] for grants in self._grants.values())
        last = (max(group, key=lambda one: one.valid_until) for group in found)
        return sorted((one for one in last if one.valid_until < on), key=lambda one: one.name)

    def ends_within(self, agreement: Agreement, on: date) -> int | None:
        """Return 60, 30 or 7 when an agreement in force ends within so many days, else None.

        One that another of the same words follows without a gap does not end.
        """
        left = (self._last_day(agreement) - on).days
        if not agreement.holds(on):
            return None
        return next((days for days in _AHEAD if left <= days), None)

    def _last_day(self, agreement: Agreement) -> date:
        """Return the last day up to which the words of an agreement are granted without a gap."""
        last = agreement.valid_until
        for one in self._grants[agreement.key]:
            if one.agreement.valid_from <= last + timedelta(days=1):
                last = max(last, one.agreement.valid_until)
        return last


def _in_force(grants: Iterable[Grant], on: date) -> Grant | None:
    """Return the grant of the day; where two of the same terms overlap, the one that began."""
    return next((one for one in grants if one.agreement.holds(on)), None)


def by_key(agreements: Iterable[Agreement]) -> dict[Key, list[Agreement]]:
    """Return the agreements under each key, in the order in which they begin."""
    found: dict[Key, list[Agreement]] = {}
    for one in sorted(agreements, key=lambda one: (one.valid_from, one.valid_until, one.name)):
        found.setdefault(one.key, []).append(one)
    return found


def _contradictions(groups: Iterable[list[Agreement]]) -> Iterator[Problem]:
    """Yield every two agreements of one key that hold on the same day with different terms."""
    for group in groups:
        for first, second in combinations(group, 2):
            if second.valid_from <= first.valid_until and first.terms != second.terms:
                unlike = ", ".join(
                    key for key in first.terms if first.terms[key] != second.terms[key]
                )
                rule = f"contradicts {second.name}.toml on {unlike} from {second.valid_from} on"
                yield Problem(f"{first.name}.toml", "valid_until", rule)
