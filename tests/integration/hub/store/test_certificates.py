"""Acts on certificates: one lawful history, each act with its evidence, whoever acts at once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from hub.errors import HubUnavailable, NotLawful, UnknownCertificate
from hub.evidence.leaf import leaf_of
from hub.store.cases import Cases, StoredCertificate
from hub.store.certificates import Certificates
from hub.store.database import Database, connect
from schemas.canonical.case import Case
from schemas.canonical.evidence import Leaf, LeafKind
from schemas.canonical.status import State
from tests.integration.hub.conftest import Look
from tests.kit import article37 as kit
from tests.kit.messages import answer, authorized, certificate, number
from tests.kit.status import act, leafing

HOUR = timedelta(hours=1)
ROWS = """SELECT (SELECT count(*) FROM status_acts), (SELECT count(*) FROM certificates),
                 (SELECT count(*) FROM evidence WHERE kind <> 'policy'),
                 (SELECT count(*) FROM certificate_forms)"""
ONE = certificate(1).number
OTHER = certificate(2).number


@pytest.fixture
async def certificates(pool: Database, cases: Cases) -> Certificates:
    """Give a store with one certificate in it."""
    case = await cases.open(authorized(1), case_id=number(1), due_on=kit.DUE, next_attempt=kit.NOW)
    assert isinstance(case, Case)
    await cases.close(case, answer(9), certificate(1))
    return Certificates(pool)


def leaf(of: int = 50) -> Leaf:
    """Return the evidence of a successor."""
    return leaf_of(LeafKind.CERTIFICATE, number(of), b"<Certificate/>", bytes(32))


async def test_a_certificate_is_found_as_it_was_issued(certificates: Certificates) -> None:
    """Its status would be judged by other times than it says itself, or its document be lost."""
    made = certificate(1)
    found = await certificates.find(ONE)
    assert found is not None
    assert (found.number, found.kind, found.case_id) == (ONE, "article37", number(1))
    assert (found.document, found.digest, found.signer) == (
        made.document,
        made.digest,
        made.signer,
    )
    assert (found.issued_at, found.valid_until) == (kit.NOW, made.valid_until)
    assert found.supersedes is None
    assert await certificates.find(OTHER) is None


async def test_times_are_the_whole_seconds_of_the_document(cases: Cases, pool: Database) -> None:
    """A certificate would not be issued yet at the second that it says it was issued at."""
    case = await cases.open(authorized(1), case_id=number(1), due_on=kit.DUE, next_attempt=kit.NOW)
    assert isinstance(case, Case)
    later = timedelta(milliseconds=700)
    made = replace(certificate(1), valid_until=certificate(1).valid_until + later)
    await cases.close(case, replace(answer(9), answered_at=kit.NOW + later), made)
    found = await Certificates(pool).find(ONE)
    assert found is not None
    assert (found.issued_at, found.valid_until) == (kit.NOW, certificate(1).valid_until)


async def test_an_act_changes_the_status_in_both_times(certificates: Certificates) -> None:
    """A revocation would not show, or would show to have been known before it was."""
    at = kit.NOW + HOUR
    before = await certificates.status(ONE, at, at)
    assert before is not None
    assert before.state is State.ISSUED
    made = act(ONE, effective=kit.NOW + HOUR / 2, recorded=at + HOUR)
    assert await certificates.record(made, leafing) == made
    now, then = at + HOUR, at
    for when, known, state in (
        (at, now, State.REVOKED),
        (at, then, State.ISSUED),
        (kit.NOW, now, State.ISSUED),
    ):
        found = await certificates.status(ONE, when, known)
        assert found is not None
        assert found.state is state
    assert await certificates.acts(ONE) == [made]


async def test_no_certificate_has_no_status(certificates: Certificates) -> None:
    """A number that was never issued would pass for a good certificate."""
    assert await certificates.status(OTHER, kit.NOW, kit.NOW) is None
    assert await certificates.status(ONE, kit.NOW - HOUR, kit.NOW) is None
    assert await certificates.status(ONE, kit.NOW, kit.NOW - HOUR) is None
    with pytest.raises(UnknownCertificate):
        await certificates.record(act(OTHER), leafing)


async def test_an_act_stands_with_its_evidence(certificates: Certificates, look: Look) -> None:
    """An operator could revoke a certificate without a trace."""
    made = act(ONE)
    await certificates.record(made, leafing)
    proof = leafing(made)
    assert look(
        "SELECT document_id, kind, case_id, entry, leaf_hash, salt, document FROM evidence"
        " WHERE kind = 'status'"
    ) == [
        (
            proof.document_id,
            "status",
            number(1),
            proof.entry,
            proof.leaf_hash,
            proof.salt,
            proof.document,
        )
    ]
    assert look("SELECT id, number, note, recorded_by, superseded_by FROM status_acts") == [
        (proof.document_id, ONE, "آزمون", "operator", None)
    ]


@pytest.mark.parametrize(
    "spoil", [lambda one: replace(one, salt=b""), lambda one: replace(one, leaf_hash=b"")]
)
async def test_an_act_without_evidence_is_no_act(
    certificates: Certificates, look: Look, spoil: Callable[[Leaf], Leaf]
) -> None:
    """Half an act would stand: a state without proof, or proof of what was not done."""
    with pytest.raises(psycopg.IntegrityError):
        await certificates.record(act(ONE), lambda made: spoil(leafing(made)))
    assert look(ROWS) == [(0, 1, 1, 1)]
    await certificates.record(act(ONE), leafing)


async def test_what_is_not_lawful_is_named_and_not_recorded(
    certificates: Certificates, look: Look
) -> None:
    """A revoked certificate would come back to life."""
    await certificates.record(act(ONE), leafing)
    later = kit.NOW + 2 * HOUR
    for made, rule in (
        (act(ONE, State.ISSUED, effective=later, recorded=later), "status.transition"),
        (act(ONE, effective=kit.NOW - HOUR, recorded=later), "status.before-issue"),
        (act(ONE, State.SUPERSEDED, superseded_by=OTHER), "status.superseded-by"),
        (act(ONE, State.SUPERSEDED, superseded_by=ONE), "status.superseded-by"),
    ):
        with pytest.raises(NotLawful) as caught:
            await certificates.record(made, leafing)
        assert caught.value.rule == rule
    assert look(ROWS) == [(1, 1, 2, 1)]


async def test_eight_operators_at_once_leave_one_lawful_history(
    certificates: Certificates,
) -> None:
    """Two operators would revoke and reinstate past each other, and no order of it be lawful."""

    async def attempt(turn: int) -> bool:
        state = (State.SUSPENDED, State.REVOKED)[turn % 2]
        try:
            await certificates.record(act(ONE, state, by=f"operator {turn}"), leafing)
        except NotLawful:
            return False
        return True

    done = await asyncio.gather(*(attempt(turn) for turn in range(8)))
    acts = await certificates.acts(ONE)
    assert len(acts) == done.count(True)
    states = [one.state for one in acts]
    assert states in ([State.REVOKED], [State.SUSPENDED, State.REVOKED])
    recorded = [one.recorded_at for one in acts]
    assert len(set(recorded)) == len(recorded)
    assert recorded == sorted(recorded)


async def test_a_clock_that_lags_records_behind_the_last_act(certificates: Certificates) -> None:
    """The order of history would depend on whose clock was asked."""
    first = act(ONE, State.SUSPENDED, recorded=kit.NOW + 3 * HOUR)
    await certificates.record(first, leafing)
    later = kit.NOW + 2 * HOUR
    lifted = await certificates.record(
        act(ONE, State.ISSUED, effective=later, recorded=later), leafing
    )
    assert lifted.recorded_at == first.recorded_at + timedelta(microseconds=1)
    assert await certificates.acts(ONE) == [first, lifted]


def superseding() -> tuple[StoredCertificate, Leaf]:
    """Return the second certificate, about to replace the first, and its evidence."""
    return certificate(2), leaf()


async def test_a_successor_comes_with_all_that_belongs_to_it(
    certificates: Certificates, look: Look
) -> None:
    """A new certificate would stand beside a good old one, or an old one end without a new one."""
    made = act(ONE, State.SUPERSEDED, superseded_by=OTHER)
    assert await certificates.replace(made, *superseding(), leafing)
    assert look(ROWS) == [(1, 2, 3, 2)]
    found = await certificates.find(OTHER)
    assert found is not None
    assert (found.supersedes, found.case_id, found.issued_at) == (
        ONE,
        number(1),
        made.effective_at,
    )
    old = await certificates.status(ONE, made.effective_at, made.recorded_at)
    assert old is not None
    assert (old.state, old.superseded_by) == (State.SUPERSEDED, OTHER)


async def test_a_certificate_is_replaced_once(certificates: Certificates, look: Look) -> None:
    """Two drills at once would issue two new certificates for one old one."""
    made = [
        certificates.replace(
            act(ONE, State.SUPERSEDED, superseded_by=certificate(n).number),
            certificate(n),
            leaf(n),
            leafing,
        )
        for n in range(2, 8)
    ]
    assert sorted(await asyncio.gather(*made)) == [False] * 5 + [True]
    assert look(ROWS) == [(1, 2, 3, 2)]


async def test_what_fails_in_a_replacement_leaves_nothing(
    certificates: Certificates, look: Look
) -> None:
    """A number would be issued that no evidence knows, or the old one be void for nothing."""
    made = act(ONE, State.SUPERSEDED, superseded_by=OTHER)
    successor, proof = superseding()
    for words in (
        (replace(successor, digest=b""), proof, leafing),
        (successor, replace(proof, salt=b""), leafing),
        (successor, proof, lambda one: replace(leafing(one), leaf_hash=b"")),
    ):
        with pytest.raises(psycopg.IntegrityError):
            await certificates.replace(made, *words)
        assert look(ROWS) == [(0, 1, 1, 1)]
    assert await certificates.replace(made, successor, proof, leafing)


async def test_a_case_keeps_one_original(certificates: Certificates, registered: str) -> None:
    """A case would have two certificates that replace nothing, both good."""
    again = """INSERT INTO certificates (number, case_id, kind, document, digest, issued_at,
                                         valid_until, signer)
               SELECT 'x', case_id, kind, document, digest, issued_at, valid_until, signer
               FROM certificates"""
    with connect(registered) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(again.encode())


@pytest.mark.parametrize(
    "change", ["UPDATE {} SET note = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_an_act_cannot_be_changed(
    certificates: Certificates, registered: str, change: str
) -> None:
    """History could be written anew by whoever has the database."""
    await certificates.record(act(ONE), leafing)
    with (
        connect(registered) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(change.format("status_acts").encode())


async def test_a_serial_is_drawn_once(certificates: Certificates) -> None:
    """Two certificates would have one number."""
    drawn = await asyncio.gather(*(certificates.draw_serial() for _ in range(8)))
    assert len(set(drawn)) == 8


async def test_without_a_database_nothing_is_told(registered: str) -> None:
    """A lost database would make every certificate unknown."""
    database = Database(registered, min_size=1, max_size=1, patience=0.05)
    with pytest.raises(HubUnavailable):
        await Certificates(database).find(ONE)
