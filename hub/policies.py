"""The policy in a process: the newest version, compiled, taken up without a restart."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from hub.config import Settings
from hub.errors import HubUnavailable, Misconfigured
from hub.evidence.leaf import policy_leaf
from hub.policy.agreements import load_agreements
from hub.policy.fields import Fields
from hub.policy.in_force import InForce
from hub.policy.passports import load_passports
from hub.policy.problems import WrongFiles
from hub.store.database import Database
from hub.store.policies import NewPolicy, PolicyStore
from schemas.canonical.dates import tehran_day
from schemas.canonical.policy import LoadedPolicy

log = logging.getLogger("hub.policies")

INSTALLATION = "installation"
"""Who loads the first policy."""
_PATIENCE = 1.0
"""Seconds that a page waits for the database to name the newest version."""


@dataclass(frozen=True, slots=True)
class Loading:
    """Who loads a policy and when; ``id`` and ``salt`` (32 octets) are those of its evidence."""

    by: str
    at: datetime
    id: UUID
    salt: bytes


class Policies:
    """Holds the newest policy; a process has one, whoever decides asks it."""

    def __init__(self, database: Database, fields: Fields) -> None:
        self._store = PolicyStore(database)
        self._fields = fields
        self._held: InForce | None = None
        self._turn = asyncio.Lock()
        self._read: int | None = None
        """The version that the policy at hand was read from."""

    async def current(self) -> InForce:
        """Return the policy at hand, which may be older than the newest; the first call loads it.

        Raises what `at_least` raises, then and never again.
        """
        return self._held or await self.at_least(1)

    async def at_least(self, version: int) -> InForce:
        """Return the policy of this version or a later one; whoever waits for one waits together.

        A version that this release cannot read leaves the earlier one in force, under the later
        number: it was looked at. Raises `HubUnavailable` without a database or any policy, and
        `Misconfigured` when none can be read.
        """
        if (held := self._held) is not None and held.version >= version:
            return held
        async with self._turn:
            held = self._held
            if held is None or held.version < version:
                held = self._held = await self._taken_up(held)
            return held

    async def latest(self) -> InForce:
        """Return the newest policy; the one at hand when the database does not name it in time."""
        try:
            async with asyncio.timeout(_PATIENCE):
                version = await self._store.version()
            return await self.at_least(version)
        except (HubUnavailable, TimeoutError):
            return await self.current()

    def amiss(self) -> str:
        """Return in words that the newest version could not be read; nothing where it could."""
        if self._held is None or self._held.version == self._read:
            return ""
        return f"version {self._held.version} is not understood, version {self._read} holds"

    async def _taken_up(self, held: InForce | None) -> InForce:
        """Return the newest policy compiled, in a thread: a thousand agreements take a while."""
        newest = await self._store.newest()
        if newest is None:
            raise HubUnavailable("policy.none")
        try:
            found = await asyncio.to_thread(compiled, newest, self._fields)
        except WrongFiles as wrong:
            if held is None:
                said = f"policy {newest.version} cannot be read by this release: {wrong}"
                raise Misconfigured(f"{said}; see peyvand agreement load") from wrong
            facts = {"version": newest.version, "problems": str(wrong)}
            log.exception("policy not understood, the earlier one stays in force", extra=facts)
            return replace(held, version=newest.version)
        self._read = found.version
        facts = {"version": found.version, "digest": found.agreements.digest}
        log.info("policy in force", extra=facts)
        return found


class Ends:
    """Tells the log once a day, and at the start, which agreements end with nothing after them."""

    def __init__(self, policies: Policies, clock: Callable[[], datetime]) -> None:
        self._policies = policies
        self._clock = clock
        self._told: date | None = None

    async def turn(self) -> int:
        """Say what is to be said today; return how much that was. Raises `HubUnavailable`."""
        today = tehran_day(self._clock())
        if today == self._told:
            return 0
        found = (await self._policies.latest()).agreements.ending(today)
        for one, days in found:
            facts = {"agreement": one.name, "ends": f"{one.valid_until}", "within_days": days}
            log.warning("agreement ends, nothing follows it", extra=facts)
        self._told = today
        return len(found)


async def open_policies(database: Database, settings: Settings, loading: Loading) -> Policies:
    """Return the policy in force, which is that of the files where none was ever loaded.

    Raises what `install` raises, and `Misconfigured` for one that this release cannot read.
    """
    await install(database, settings, loading)
    policies = Policies(database, settings.provider_fields)
    await policies.current()
    return policies


async def install(database: Database, settings: Settings, loading: Loading) -> None:
    """Load the files' policy as version 1 where none was ever loaded.

    Several processes may do so at once. Raises `Misconfigured` for files that cannot be read, and
    `HubUnavailable`.
    """
    store = PolicyStore(database)
    if await store.version():
        return
    agreements = settings.policy_files("hub.policy", "agreements")
    passports, fields = settings.passport_files, settings.provider_fields

    def first(newest: LoadedPolicy | None) -> NewPolicy | None:
        return None if newest else drafted(1, agreements, passports, fields, loading)

    try:
        await store.load(first)
    except WrongFiles as wrong:
        said = f"policy files: {wrong}; see peyvand agreement check and peyvand passport check"
        raise Misconfigured(said) from wrong


def drafted(
    version: int,
    agreements: Mapping[str, str],
    passports: Mapping[str, str],
    fields: Fields,
    loading: Loading,
) -> NewPolicy:
    """Return the policy of these files with its evidence; `WrongFiles` with all that is wrong."""
    policy = LoadedPolicy(version, agreements, passports, loading.at, loading.by)
    found = compiled(policy, fields)
    canonical = tuple(sorted({one.written for one in found.agreements.all}))
    leaf = policy_leaf(loading.id, policy, found.agreements.digest, loading.salt)
    return NewPolicy(policy, canonical, leaf)


def compiled(policy: LoadedPolicy, fields: Fields) -> InForce:
    """Return a policy ready for use.

    Raises `WrongFiles` with all that is wrong in its agreements, or else in its passports.
    """
    agreements = load_agreements(policy.agreements, fields)
    return InForce(policy.version, agreements, load_passports(policy.passports, fields))
