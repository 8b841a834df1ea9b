"""The key-compromise drill: what is provably older is left, the rest is issued anew, each once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from hub.drill.incident import Incident, open_incident, refuse_lost_key
from hub.drill.replace import NotReplaced, Replacer
from hub.drill.run import run
from hub.drill.survey import Finding, Verdict
from hub.errors import Misconfigured
from hub.evidence.leaf import key_act_leaf, leaf_of, write_act
from hub.receipts import World
from hub.status import record_act
from hub.store.certificates import Certificates
from hub.store.database import Database, connect
from hub.store.keys import UnknownKey, register_keys
from hub.store.keys import record_act as record_key_act
from hub.store.signers import Signers
from hub.usecases.article37.documents import reissue
from schemas.canonical.certificate import CertificateType
from schemas.canonical.evidence import LeafKind
from schemas.canonical.signing_key import KeyAct, KeyEvent
from schemas.canonical.status import State
from signing.augment import add_signature_timestamp, signature_imprint
from signing.keys.ring import Ring
from signing.verify import Policy, verify_document
from tests.integration.hub.conftest import House, Look
from tests.kit.answers import Reading, reading
from tests.kit.messages import inbound, number
from tests.kit.pki import other_world, world
from tests.kit.ports import Clock
from tests.kit.status import act
from tests.vectors.certificates.samples import NOW

HOUR = timedelta(hours=1)
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
LOST_AT = NOW + 2 * HOUR
TODAY = NOW + timedelta(days=1)
LOST = world().signer
FINGERPRINT = sha256(LOST.certificate_der).digest()
POLICY = Policy(anchors=(*world().anchors, *other_world().anchors))
ROWS = """SELECT (SELECT count(*) FROM certificates), (SELECT count(*) FROM status_acts),
                 (SELECT count(*) FROM evidence WHERE kind = 'certificate'),
                 (SELECT count(*) FROM evidence WHERE kind = 'status'),
                 (SELECT count(*) FROM certificate_forms)"""


@pytest.fixture
def house(pool: Database) -> House:
    """Give a house whose key is about to be lost."""
    return House(pool, clock=Clock(NOW), ring=Ring([(None, LOST)]))


@dataclass
class Drill:
    """A drill on a database, with the key that signs from now on; ``fails_after`` ends it early."""

    pool: Database
    look: Look
    signer: Any = field(default_factory=lambda: other_world().signer)
    ids: Any = field(default_factory=lambda: count(5_000))

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.pool)

    async def incident(self, instant: datetime = LOST_AT) -> Incident:
        return await open_incident(self.pool, FINGERPRINT, instant)

    def replacer(self) -> Replacer:
        return Replacer(
            certificates=self.certificates,
            signer=self.signer,
            reissues=dict.fromkeys(CertificateType, reissue),
            world=World(lambda: TODAY, lambda: number(next(self.ids)), bytes, "peyvand"),
            by="officer",
            note="key lost",
        )

    async def findings(
        self, replacer: Replacer | None = None, policy: Policy = POLICY
    ) -> AsyncIterator[Finding]:
        incident = await self.incident()
        async for one in run(Signers(self.pool), incident, policy, lambda: TODAY, replacer):
            yield one

    async def survey(self, policy: Policy = POLICY) -> dict[str, Finding]:
        return {one.number: one async for one in self.findings(policy=policy)}

    async def reissue(self) -> list[Finding]:
        return [one async for one in self.findings(self.replacer())]

    async def stamp(self, name: str, at: datetime, source: Any = None) -> None:
        """Grow a certificate to B-T with a token of ``at``."""
        found = await self.certificates.find(name)
        assert found is not None
        token = (source or world()).token(signature_imprint(found.document), at)
        grown = add_signature_timestamp(found.document, token)
        await self.put(name, grown)

    async def put(self, name: str, grown: bytes) -> None:
        await self.pool.rows(
            "UPDATE certificate_forms SET xml = %(xml)s, xml_level = 'B-T' WHERE number = %(n)s",
            {"xml": grown, "n": name},
        )

    async def act(self, name: str, state: State) -> None:
        await record_act(
            self.certificates,
            act(name, state),
            new_id=lambda: number(next(self.ids)),
            random=bytes,
        )


@pytest.fixture
def drill(pool: Database, look: Look) -> Drill:
    return Drill(pool, look)


async def issued(house: House, look: Look, wanted: int) -> list[str]:
    """Issue certificates along the road and return their numbers in order."""
    for n in range(1, wanted + 1):
        await house.road.travel(inbound(n, message=n))
    return [one for (one,) in look("SELECT number FROM certificates ORDER BY number")]


async def test_only_a_trusted_timestamp_proves_a_certificate_older(
    house: House, drill: Drill, look: Look
) -> None:
    """A forger who holds the key would date his certificates back, and they would be kept."""
    names = await issued(house, look, 6)
    old, late, exact, bare, foreign, swapped = names
    await drill.stamp(old, NOW + HOUR)
    await drill.stamp(late, LOST_AT + HOUR)
    await drill.stamp(exact, LOST_AT)
    await drill.stamp(foreign, NOW + HOUR, other_world())
    found = await drill.certificates.find(old)
    assert found is not None
    token = world().token(signature_imprint(found.document), NOW + HOUR)
    await drill.put(swapped, add_signature_timestamp(found.document, token))
    told = await drill.survey(Policy(anchors=world().anchors))
    assert [told[name].verdict for name in names] == [Verdict.OLDER] + [Verdict.AFFECTED] * 5
    assert told[old].proven_at == NOW + HOUR
    assert (told[late].proven_at, told[late].detail) == (LOST_AT + HOUR, "stamped-too-late")
    assert told[exact].detail == "stamped-too-late"
    assert (told[bare].proven_at, told[bare].detail) == (None, "no-timestamp")
    assert told[foreign].proven_at is None
    assert told[foreign].detail
    assert (told[swapped].proven_at, told[swapped].detail) == (None, "another-document")


async def test_what_is_over_and_what_waits_is_told_apart(
    house: House, drill: Drill, look: Look
) -> None:
    """A revoked certificate would be issued anew, or a suspended one made good unseen."""
    ended, held, good = await issued(house, look, 3)
    await drill.act(ended, State.REVOKED)
    await drill.act(held, State.SUSPENDED)
    told = await drill.survey()
    assert (told[ended].verdict, told[ended].detail) == (Verdict.OVER, "revoked")
    assert told[held].verdict is Verdict.SUSPENDED
    assert told[good].verdict is Verdict.AFFECTED
    made = await drill.reissue()
    assert [one.verdict for one in made] == [Verdict.OVER, Verdict.SUSPENDED, Verdict.REISSUED]


async def test_an_affected_certificate_is_issued_anew_with_all_that_belongs_to_it(
    house: House, drill: Drill, look: Look
) -> None:
    """The owner of a good clearance would be left without one, or with one nobody can verify."""
    (name,) = await issued(house, look, 1)
    (finding,) = await drill.reissue()
    assert finding.verdict is Verdict.REISSUED
    assert finding.successor is not None
    new, old = await drill.certificates.find(finding.successor), await drill.certificates.find(name)
    assert new is not None
    assert old is not None
    assert (new.supersedes, new.case_id, new.valid_until) == (name, old.case_id, old.valid_until)
    assert (new.issued_at, new.kind) == (TODAY, old.kind)
    assert new.signer == sha256(drill.signer.certificate_der).digest()
    report = verify_document(new.document, policy=POLICY, at=TODAY)
    assert (report.ok, report.number) == (True, new.number)
    status = await drill.certificates.status(name, TODAY, TODAY)
    assert status is not None
    assert (status.state, status.superseded_by) == (State.SUPERSEDED, new.number)
    assert look(ROWS) == [(2, 1, 1, 1, 2)]


async def test_who_asks_later_gets_the_certificate_that_stands(
    house: House, drill: Drill, look: Look
) -> None:
    """A notary would still be given the document of a lost key, and rely on it."""
    first = await house.road.travel(inbound(1))
    asked = count(2)
    case_id = look("SELECT id FROM cases")[0][0]

    async def recalled() -> Reading:
        request = inbound(next(asked), operation="GetAnswer")
        return reading(await house.road.recall(request, case_id), operation="GetAnswer")

    before = await recalled()
    assert before.supersedes is None
    (finding,) = await drill.reissue()
    name = str(finding.successor)
    for old in (finding.number, name):
        new = await drill.certificates.find(name)
        assert new is not None
        told = await recalled()
        assert (told.document("Certificate"), told.supersedes) == (new.document, old)
        text = told.text("DeedText") or ""
        assert name.translate(PERSIAN) in text
        assert old.translate(PERSIAN) in text
        assert told.text("CaseId") == before.text("CaseId")
        assert told.document("Receipt") == before.document("Receipt")
        name = str(await drill.replacer().replace(new))
    assert await house.road.travel(inbound(9)) == first


async def test_a_reissue_leaves_evidence_of_both_documents(
    house: House, drill: Drill, look: Look
) -> None:
    """Nobody could show afterwards what was issued in the drill, or on whose word."""
    await issued(house, look, 1)
    (finding,) = await drill.reissue()
    assert finding.successor is not None
    new = await drill.certificates.find(finding.successor)
    (made,) = await drill.certificates.acts(finding.number)
    assert new is not None
    assert (made.by, made.note, made.reason) == ("officer", "key lost", "key-compromise")
    kept = dict(look("SELECT kind, document FROM evidence WHERE kind NOT IN ('receipt', 'policy')"))
    assert kept == {"certificate": new.document, "status": write_act(made)}
    ((entry, salt),) = look("SELECT entry, salt FROM evidence WHERE kind = 'certificate'")
    assert entry == leaf_of(LeafKind.CERTIFICATE, number(1), new.document, salt).entry


async def test_a_second_run_finds_nothing_left(house: House, drill: Drill, look: Look) -> None:
    """A nervous operator who runs the drill twice would double every certificate."""
    await issued(house, look, 3)
    first, before = await drill.reissue(), look(ROWS)
    second = await drill.reissue()
    assert [one.verdict for one in first] == [Verdict.REISSUED] * 3
    assert [one.verdict for one in second] == [Verdict.OVER] * 3
    assert [one.successor for one in second] == [one.successor for one in first]
    assert look(ROWS) == before


@dataclass
class Mortal:
    """A signer whose process ends at the signature after ``left`` more."""

    left: int

    def __getattr__(self, name: str) -> Any:
        return getattr(other_world().signer, name)

    def sign(self, data: bytes) -> bytes:
        if not self.left:
            raise RuntimeError("the process ends here")
        self.left -= 1
        return other_world().signer.sign(data)


@pytest.mark.parametrize("left", [0, 1, 3])
async def test_a_run_that_is_ended_half_way_is_finished_by_the_next(
    house: House, drill: Drill, look: Look, left: int
) -> None:
    """A kill in the middle would leave certificates void with nothing in their place."""
    names = await issued(house, look, 4)
    drill.signer = Mortal(left)
    with pytest.raises(RuntimeError):
        await drill.reissue()
    assert look(ROWS) == [(4 + left, left, left, left, 4 + left)]
    drill.signer = other_world().signer
    done = await drill.reissue()
    assert [one.verdict for one in done].count(Verdict.REISSUED) == 4 - left
    successors = look("SELECT supersedes FROM certificates WHERE supersedes IS NOT NULL")
    assert sorted(one for (one,) in successors) == names


async def test_a_database_lost_before_the_commit_leaves_nothing_half_done(
    house: House, drill: Drill, registered: str, look: Look
) -> None:
    """A certificate would be superseded by one that was never stored."""
    await issued(house, look, 2)
    refuse = """CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
        CREATE TRIGGER lose AFTER INSERT ON status_acts FOR EACH ROW EXECUTE FUNCTION lose()"""
    with connect(registered) as connection:
        connection.execute(refuse.encode())
    with pytest.raises(Exception, match="unavailable"):
        await drill.reissue()
    assert look(ROWS) == [(2, 0, 0, 0, 2)]
    with connect(registered) as connection:
        connection.execute(b"DROP TRIGGER lose ON status_acts")
    assert [one.verdict for one in await drill.reissue()] == [Verdict.REISSUED] * 2


async def test_two_drills_at_once_replace_each_certificate_once(
    house: House, drill: Drill, look: Look
) -> None:
    """Two operators who both act would leave two good certificates for one case."""
    await issued(house, look, 4)
    both = await asyncio.gather(
        drill.reissue(), Drill(drill.pool, look, ids=count(9_000)).reissue()
    )
    made = [one.successor for each in both for one in each if one.verdict is Verdict.REISSUED]
    assert len(made) == len(set(made)) == 4
    assert look(ROWS) == [(8, 4, 4, 4, 8)]


Spoil = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda one: replace(one, document=one.document + b" "), "document.digest"),
        (lambda one: replace(one, signer=None), "document.another"),
        (lambda one: replace(one, number="37-1405-0000000009-9"), "document.another"),
        (
            lambda one: replace(
                one,
                document=one.document.replace(b"GRANTED", b"REFUSED"),
                digest=sha256(one.document.replace(b"GRANTED", b"REFUSED")).digest(),
            ),
            "document.digest",
        ),
        (
            lambda one: replace(one, document=b"<", digest=sha256(b"<").digest()),
            "document.well-formed",
        ),
    ],
)
async def test_a_document_that_is_not_what_was_signed_is_not_issued_anew(
    house: House, drill: Drill, look: Look, spoil: Spoil, rule: str
) -> None:
    """Whoever changed a row in the database would have it signed by the new key."""
    (name,) = await issued(house, look, 1)
    found = await drill.certificates.find(name)
    with pytest.raises(NotReplaced) as caught:
        await drill.replacer().replace(spoil(found))
    assert caught.value.rule == rule
    assert look(ROWS) == [(1, 0, 0, 0, 1)]


async def test_the_lost_key_itself_issues_nothing_anew(
    house: House, drill: Drill, look: Look
) -> None:
    """The drill would answer a compromise with certificates of the compromised key."""
    await issued(house, look, 1)
    incident = await drill.incident()
    with pytest.raises(Misconfigured, match="lost key"):
        await refuse_lost_key(drill.pool, incident, LOST.certificate_der)
    await refuse_lost_key(drill.pool, incident, other_world().signer.certificate_der)


async def test_a_key_is_one_key_under_all_its_certificates(
    house: House, drill: Drill, look: Look
) -> None:
    """What the lost key signed under its renewed certificate would be overlooked."""
    await issued(house, look, 2)
    renewed = world().issue("renewed", key=world().leaf.key).signer()
    await register_keys(drill.pool, Ring([(None, renewed)]), NOW)
    incident = await drill.incident()
    other = sha256(renewed.certificate_der).digest()
    assert set(incident.signers) == {FINGERPRINT, other}
    assert incident.certificates == 2
    assert (await open_incident(drill.pool, other, LOST_AT)).signers == incident.signers
    with pytest.raises(Misconfigured):
        await refuse_lost_key(drill.pool, incident, renewed.certificate_der)


async def test_another_lost_key_issues_nothing_anew_either(
    house: House, drill: Drill, registered: str, look: Look
) -> None:
    """The answer to one compromise would be signed with the key of the last one."""
    await issued(house, look, 1)
    spare = other_world().signer
    await register_keys(drill.pool, Ring([(None, spare)]), NOW)
    fingerprint = sha256(spare.certificate_der).digest()
    lost = KeyAct(fingerprint, KeyEvent.COMPROMISED, NOW, NOW + HOUR, "stolen", "officer")
    with connect(registered) as connection:
        record_key_act(connection, lost, lambda one: key_act_leaf(number(1), one, bytes(32)))
    with pytest.raises(Misconfigured, match="lost key"):
        await refuse_lost_key(drill.pool, await drill.incident(), spare.certificate_der)


async def test_an_unknown_key_is_no_quiet_nothing(drill: Drill) -> None:
    """A slip in the fingerprint would read as: nothing is affected."""
    with pytest.raises(UnknownKey):
        await open_incident(drill.pool, bytes(32), LOST_AT)


async def test_a_document_without_a_signer_counts_as_affected(
    house: House, drill: Drill, registered: str, look: Look
) -> None:
    """What nobody can attribute would be taken for safe."""
    (name,) = await issued(house, look, 1)
    with connect(registered) as connection:
        connection.execute(
            b"WITH other AS (INSERT INTO cases (id, consumer, message_id, duty, request,"
            b" request_digest, received_at, due_on, state) SELECT gen_random_uuid(), consumer, 'x',"
            b" duty, request, request_digest, received_at, due_on, state FROM cases RETURNING id)"
            b" INSERT INTO certificates (number, case_id, kind, document, digest, issued_at,"
            b" valid_until) SELECT 'zz', other.id, kind, '\\x3c', digest, issued_at, valid_until"
            b" FROM certificates, other"
        )
    assert (await drill.incident()).certificates == 2
    told = await drill.survey()
    assert told["zz"].verdict is Verdict.AFFECTED
    made = {one.number: one for one in await drill.reissue()}
    assert (made["zz"].verdict, made["zz"].detail) == (Verdict.FAILED, "document.digest")
    assert made[name].verdict is Verdict.REISSUED
