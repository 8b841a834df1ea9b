"""Policies are stored whole, one after the other, each with its evidence, and never changed."""

import asyncio
import json
from collections.abc import Callable
from hashlib import sha256

import psycopg
import pytest

from hub.errors import HubUnavailable
from hub.evidence.leaf import leaf_of
from hub.policies import drafted
from hub.policy.agreements import load_agreements
from hub.policy.problems import WrongFiles
from hub.store.database import Database
from hub.store.policies import NewPolicy, PolicyStore
from schemas.canonical.evidence import LeafKind
from schemas.canonical.policy import LoadedPolicy
from tests.integration.hub.conftest import Look
from tests.kit import article37 as kit
from tests.kit.loads import load, loading
from tests.unit.hub.policy.agreement_files import fields, written
from tests.unit.hub.policy.passport_files import text

AGREEMENTS = {"a.toml": written(), "b.toml": written({"purpose": '"other"'})}
PASSPORTS = {"some-service.toml": text(needs="[]")}


@pytest.fixture
def store(unruled: Database) -> PolicyStore:
    """Give the policies of a database in which none was ever loaded."""
    return PolicyStore(unruled)


async def test_what_was_loaded_is_read_as_it_was(store: PolicyStore, unruled: Database) -> None:
    """A process would decide by other words than those that were approved."""
    assert await store.newest() is None
    assert await store.version() == 0
    first = await load(unruled, fields(), AGREEMENTS, PASSPORTS)
    second = await load(unruled, fields(), {"a.toml": written({"approver": '"دفتر دیگر"'})})
    assert (first.version, second.version) == (1, 2)
    assert await store.newest() == second
    assert await store.history() == [first, second]
    assert await store.version() == 2
    assert first.agreements == AGREEMENTS
    assert first.passports == PASSPORTS


async def test_a_load_is_evidence(unruled: Database, look: Look) -> None:
    """Nobody could prove which agreements were in force, since when, and who had loaded them."""
    await load(unruled, fields(), AGREEMENTS, PASSPORTS)
    ((id_, kind, case, entry, leaf_hash, salt, document),) = look(
        "SELECT document_id, kind, case_id, entry, leaf_hash, salt, document FROM evidence"
    )
    assert (kind, case) == ("policy", None)
    leaf = leaf_of(LeafKind.POLICY, id_, document, salt)
    assert (leaf.entry, leaf.leaf_hash) == (entry, leaf_hash)
    assert look("SELECT id FROM policies") == [(id_,)]
    told = json.loads(document)
    assert [*told] == sorted(told)
    assert told == {
        "agreements": {name: sha256(AGREEMENTS[name].encode()).hexdigest() for name in AGREEMENTS},
        "digest": load_agreements(AGREEMENTS, fields()).digest,
        "loaded_at": kit.NOW.isoformat(timespec="microseconds"),
        "loaded_by": "operator",
        "passports": {name: sha256(PASSPORTS[name].encode()).hexdigest() for name in PASSPORTS},
        "version": 1,
    }


async def test_every_agreement_is_kept_once_under_its_digest(unruled: Database, look: Look) -> None:
    """A receipt would name an agreement of which nobody has the words any more."""
    await load(unruled, fields(), AGREEMENTS)
    await load(unruled, fields(), {"renamed.toml": "# the same\n" + written()})
    kept = {bytes(digest).hex(): words for digest, words in look("TABLE agreements")}
    assert kept == {one.digest: one.written for one in load_agreements(AGREEMENTS, fields()).all}


async def test_loads_at_once_take_turns(store: PolicyStore) -> None:
    """One of two officers who load at once would undo the other's agreement unseen."""

    def adding(place: int) -> Callable[[LoadedPolicy | None], NewPolicy]:
        def drafting(newest: LoadedPolicy | None) -> NewPolicy:
            held = newest.agreements if newest else {}
            laid = {**held, f"{place}.toml": written({"purpose": f'"p{place}"'})}
            return drafted(len(laid), laid, {}, fields(), loading(place))

        return drafting

    done = await asyncio.gather(*(store.load(adding(place)) for place in range(6)))
    assert sorted(one.version for one in done if one) == [1, 2, 3, 4, 5, 6]
    newest = await store.newest()
    assert newest is not None
    assert newest.agreements.keys() == {f"{place}.toml" for place in range(6)}


async def test_what_is_not_needed_or_wrong_is_not_stored(store: PolicyStore, look: Look) -> None:
    """Half a policy would hold, or a version would say nothing new."""

    def wrong(_: LoadedPolicy | None) -> NewPolicy:
        return drafted(1, {"a.toml": "consumer = 1"}, {}, fields(), loading(1))

    def with_a_gap(_: LoadedPolicy | None) -> NewPolicy:
        return drafted(2, AGREEMENTS, {}, fields(), loading(2))

    assert await store.load(lambda _: None) is None
    with pytest.raises(WrongFiles):
        await store.load(wrong)
    with pytest.raises(ValueError, match="no gap"):
        await store.load(with_a_gap)
    for table in ("policies", "agreements", "evidence"):
        assert look(f"TABLE {table}") == []


async def test_a_policy_is_never_changed(unruled: Database, look: Look) -> None:
    """What somebody was told under could be rewritten afterwards."""
    await load(unruled, fields(), AGREEMENTS)
    for change in ("UPDATE policies SET loaded_by = 'x'", "DELETE FROM agreements"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            look(change)


async def test_without_a_database_it_is_said_so(store: PolicyStore, unruled: Database) -> None:
    """A loader would see a driver's error, and a door answer with its own defect."""
    await unruled.close()
    for asking in (store.newest(), store.version(), store.load(lambda _: None)):
        with pytest.raises(HubUnavailable):
            await asking
