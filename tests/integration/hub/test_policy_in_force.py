"""The newest policy is what a process decides by: taken up at once, by all, without a restart."""

import asyncio
import logging
import threading
from pathlib import Path

import pytest

import hub.policies
from hub.config import Settings
from hub.errors import HubUnavailable, Misconfigured
from hub.policies import Policies, compiled, install, open_policies
from hub.policy.fields import Fields
from hub.policy.in_force import InForce
from hub.store.database import Database
from hub.store.policies import PolicyStore
from schemas.canonical.policy import LoadedPolicy
from tests.integration.hub.conftest import Look
from tests.kit.loads import NEW_FIELD, later_release, load, loading
from tests.unit.hub.policy.agreement_files import fields, written
from tests.unit.hub.policy.passport_files import text

FIRST = {"a.toml": written()}
SECOND = {"a.toml": written({"maximum_age": "60"})}


@pytest.fixture
async def policies(unruled: Database) -> Policies:
    """Give a process's policies over a database where the first was loaded."""
    await load(unruled, fields(), FIRST)
    return Policies(unruled, fields())


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Give the versions that are compiled from here on, each with its thread."""
    seen: list[tuple[int, int]] = []

    def noting(policy: LoadedPolicy, known: Fields) -> InForce:
        seen.append((policy.version, threading.get_ident()))
        return compiled(policy, known)

    monkeypatch.setattr(hub.policies, "compiled", noting)
    return seen


def age(rules: InForce) -> int:
    """Return the maximum age that the one agreement says, in seconds."""
    (one,) = rules.agreements.all
    return int(one.maximum_age.total_seconds())


async def test_a_newer_policy_is_taken_up_when_it_is_met(
    policies: Policies, unruled: Database
) -> None:
    """What was agreed today would hold after the next restart."""
    assert policies.amiss() == ""
    assert (await policies.current()).version == 1
    assert policies.amiss() == ""
    await load(unruled, fields(), SECOND, {"some-service.toml": text(needs="[]")})
    held = await policies.current()
    assert (held.version, age(held)) == (1, 86_400)
    assert await policies.at_least(1) is held
    newer = await policies.at_least(2)
    assert (newer.version, age(newer)) == (2, 60)
    assert [one.code for one in newer.passports] == ["some-service"]
    assert await policies.current() is newer


async def test_who_waits_for_one_version_waits_together(
    policies: Policies, unruled: Database, compilings: list[tuple[int, int]]
) -> None:
    """Two hundred requests that meet a new policy would compile it two hundred times."""
    await policies.current()
    await load(unruled, fields(), SECOND)
    compilings.clear()
    found = await asyncio.gather(*(policies.at_least(2) for _ in range(20)))
    assert [version for version, _ in compilings] == [2]
    assert len({id(one) for one in found}) == 1


async def test_compiling_holds_nobody_up(
    policies: Policies, compilings: list[tuple[int, int]]
) -> None:
    """Every request would stand still while a thousand agreements are read."""
    await policies.current()
    ((_, thread),) = compilings
    assert thread != threading.get_ident()


async def test_one_who_gives_up_waiting_leaves_the_others_their_turn(
    policies: Policies, unruled: Database
) -> None:
    """A consumer that hangs up would keep a process at the old policy for good."""
    await policies.current()
    await load(unruled, fields(), SECOND)
    first = asyncio.ensure_future(policies.at_least(2))
    second = asyncio.ensure_future(policies.at_least(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).version == 2


async def test_pages_ask_for_the_newest(policies: Policies, unruled: Database) -> None:
    """A process without requests would show last month's services."""
    assert (await policies.latest()).version == 1
    await load(unruled, fields(), SECOND)
    assert (await policies.latest()).version == 2


async def test_pages_stand_without_a_database(policies: Policies, unruled: Database) -> None:
    """The list of services would be an error while nothing of it has changed."""
    held = await policies.current()
    await unruled.close()
    assert await policies.latest() is held
    with pytest.raises(HubUnavailable):
        await policies.at_least(2)
    assert await policies.current() is held


async def test_what_this_release_cannot_read_leaves_the_earlier_in_force(
    policies: Policies, unruled: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A newer release's policy would close every door of an older one that still runs."""
    held = await policies.current()
    wider = later_release(fields())
    await load(unruled, wider, {"a.toml": written({"fields": NEW_FIELD})})
    with caplog.at_level(logging.INFO, "hub.policies"):
        kept = await policies.at_least(2)
    assert (kept.version, age(kept)) == (2, 86_400)
    assert kept.agreements is held.agreements
    assert policies.amiss() == "version 2 is not understood, version 1 holds"
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "earlier one stays" in record.message
    assert "civil_registry has no field person.photograph" in vars(record)["problems"]
    await load(unruled, fields(), SECOND)
    assert age(await policies.at_least(3)) == 60
    assert policies.amiss() == ""


async def test_a_process_does_not_start_with_a_policy_it_cannot_read(unruled: Database) -> None:
    """A hub would open its doors and deny everybody everything."""
    await load(unruled, later_release(fields()), {"a.toml": written({"fields": NEW_FIELD})})
    with pytest.raises(Misconfigured, match="policy 1 cannot be read by this release: a"):
        await open_policies(unruled, Settings(), loading(9))


async def test_before_any_policy_nothing_is_permitted(unruled: Database) -> None:
    """A hub that lost its policy would decide by none."""
    with pytest.raises(HubUnavailable, match=r"policy\.none"):
        await Policies(unruled, fields()).current()


async def test_the_files_are_the_first_policy(unruled: Database, look: Look) -> None:
    """A new installation would know no agreement until somebody thinks of loading one."""
    settings = Settings()
    await asyncio.gather(*(install(unruled, settings, loading(10 + n, by="n")) for n in range(4)))
    assert look("SELECT version, loaded_by FROM policies") == [(1, "n")]
    newest = await PolicyStore(unruled).newest()
    assert newest is not None
    assert newest.agreements == settings.policy_files("hub.policy", "agreements")
    assert newest.passports == settings.passport_files
    await load(unruled, fields(), FIRST)
    assert age(await (await open_policies(unruled, settings, loading(9))).current()) == 86_400
    assert await PolicyStore(unruled).version() == 2


async def test_wrong_files_are_no_first_policy(unruled: Database, tmp_path: Path) -> None:
    """A slip of a deployment would be a traceback at its first start."""
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "a.toml").write_text("consumer = 1", "utf-8")
    with pytest.raises(Misconfigured, match=r"policy files: a\.toml: consumer: must be a code"):
        await install(unruled, Settings(config_dir=tmp_path), loading(1))
    assert await PolicyStore(unruled).version() == 0
