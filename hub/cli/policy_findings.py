"""What ``peyvand doctor`` finds of the policy: can it be read, and what of it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from psycopg import Connection

from hub.cli.finding import Finding
from hub.cli.traffic import key_of
from hub.config import Settings
from hub.errors import Misconfigured
from hub.policies import compiled
from hub.policy.agreements import Agreements
from hub.policy.problems import WrongFiles
from hub.store.policies import newest_policy
from hub.store.traffic import words_since
from schemas.canonical.dates import tehran_day

_IN_USE = timedelta(days=30)
"""How long ago something was asked under an agreement that is in use."""


def policy_findings(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Yield whether this release reads the newest policy, and how its agreements stand today."""
    newest = newest_policy(connection)
    if newest is None:
        yield Finding("policy", ok=True, seen="none yet; a process loads the files' when it starts")
        return
    try:
        found = compiled(newest, settings.provider_fields)
    except (WrongFiles, Misconfigured) as wrong:
        seen = f"version {newest.version} cannot be read by this release: {wrong}"
        remedy = "mend the files, then `peyvand agreement load`"
        yield Finding("policy", ok=False, seen=seen, remedy=remedy)
        return
    yield Finding("policy", ok=True, seen=f"version {newest.version}, by {newest.loaded_by}")
    yield _agreements(connection, found.agreements, datetime.now(UTC))


def _agreements(connection: Connection, agreements: Agreements, now: datetime) -> Finding:
    """Return which agreements end soon, and which have ended and are asked under all the same."""
    today, remedy = tehran_day(now), "renew them, then `peyvand agreement load`"
    if ended := agreements.ended(today):
        in_use = set(map(key_of, words_since(connection, now - _IN_USE)))
        named = [f"{one.name} on {one.valid_until}" for one in ended if one.key in in_use]
        if named:
            seen = f"ended and still asked under: {', '.join(named)}"
            return Finding("agreements", ok=False, seen=seen, remedy=remedy)
    held = sum(one.holds(today) for one in agreements.all)
    if soon := agreements.ending(today):
        named = [f"{one.name} on {one.valid_until} (within {days} days)" for one, days in soon]
        seen = f"{held} in force; nothing follows {', '.join(named)}"
        return Finding("agreements", ok=True, seen=seen, remedy=remedy, warning=True)
    return Finding("agreements", ok=True, seen=f"{held} in force")
