"""The engine of time: what a timestamp proves, what a revocation undoes, and what neither may."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical.validation import Level, ValidationData
from signing.keyset import KeyEntry, write_keyset
from signing.verify import Policy
from signing.verify.keyset import KeySet, read_keyset
from signing.verify.longterm import Evidence, Stamp, Standing, judge
from signing.verify.report import Refused, SubIndication
from tests.kit.nodes import TIMESTAMPS, Node
from tests.kit.pki import NOW, World, crl, world

OF = world()
POLICY = Policy(OF.anchors)
NO_KEYS = KeySet.of(())
CHAIN = (OF.leaf.der, OF.issuing.der)
IMPRINT = sha256(b"signature").digest()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def stamp(at: datetime, data: ValidationData | None = None, **bad: Node) -> Stamp:
    return Stamp(OF.token(IMPRINT, at, **bad), IMPRINT, data or ValidationData())


def refusal(evidence: Evidence, at: datetime, policy: Policy = POLICY) -> Refused:
    with pytest.raises(Refused) as caught:
        judge(evidence, policy, at)
    return caught.value


BARE = Evidence(CHAIN, NOW)
STAMPED = Evidence(CHAIN, NOW, (stamp(NOW + MINUTE),))
PROVEN = replace(STAMPED, data=OF.validation_data(NOW + 2 * MINUTE))
ARCHIVED = replace(
    STAMPED, stamps=(*STAMPED.stamps, stamp(NOW + 300 * DAY, OF.validation_data(NOW + MINUTE)))
)


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (BARE, Level.B_B),
        (replace(BARE, data=ValidationData(crls=OF.crls(NOW))), Level.B_B),
        (STAMPED, Level.B_T),
        (replace(STAMPED, stamps=(stamp(NOW), stamp(NOW + MINUTE))), Level.B_T),
        (replace(STAMPED, data=ValidationData(certificates=(OF.tsa.der,))), Level.B_T),
        (PROVEN, Level.B_LT),
        (ARCHIVED, Level.B_LTA),
    ],
    ids=["B-B", "data alone", "B-T", "B-T twice", "certificates alone", "B-LT", "B-LTA"],
)
def test_the_level_is_what_is_carried(evidence: Evidence, level: Level) -> None:
    """A reader would be promised more years than the signature has."""
    assert evidence.level is level
    assert judge(evidence, POLICY, late_enough(evidence)).level is level


def late_enough(evidence: Evidence) -> datetime:
    """Return when ``evidence`` is judged: what has no timestamp, while its data are in force."""
    return NOW + 310 * DAY if evidence.stamps else NOW + DAY / 4


def test_a_standing_tells_since_when_and_what_was_not_looked_at() -> None:
    """A reader would take an unchecked certificate for a good one."""
    notes = {
        "chain": "published-keys-not-given",
        "timestamp": "none",
        "revocation": "not-checked",
    }
    assert judge(BARE, POLICY, NOW) == Standing(None, Level.B_B, "Test signer", notes)
    standing = judge(PROVEN, POLICY, NOW + DAY)
    assert standing.proven_at == NOW + MINUTE
    assert standing.notes["timestamp"] == "2026-11-22T08:31:00+00:00 Test TSA"
    assert standing.notes["revocation"] == "good at 2026-11-22T08:32:00+00:00"
    unfinished = judge(ARCHIVED, POLICY, NOW + 310 * DAY).notes["revocation"]
    assert unfinished.endswith("; last timestamp authority not-checked")


def published(one: Node, revoked_at: datetime | None = None) -> Policy:
    """Return the policy of a verifier who has the key of ``one`` as the only published one."""
    window = (NOW - DAY, NOW + 365 * DAY)
    chain = (one.der, OF.issuing.der)
    return replace(POLICY, keys=read_keyset(write_keyset([KeyEntry(chain, *window, revoked_at)])))


def test_a_signer_under_the_same_anchor_is_not_ours_for_that() -> None:
    """Whoever has a certificate of the national authority could issue a clearance."""
    stranger = OF.issue("Somebody else")
    theirs = Evidence((stranger.der, OF.issuing.der), NOW)
    assert judge(theirs, POLICY, NOW).notes["chain"] == "published-keys-not-given"
    assert judge(BARE, published(OF.leaf), NOW).notes["chain"] == ""
    for evidence, keys in ((theirs, published(OF.leaf)), (BARE, replace(POLICY, keys=NO_KEYS))):
        refused = refusal(evidence, NOW, keys)
        assert (refused.check, refused.detail) == ("chain", "not-published")
        assert refused.sub is SubIndication.SIG_CONSTRAINTS_FAILURE


@pytest.mark.parametrize(
    ("evidence", "lost"),
    [(BARE, NOW + DAY), (STAMPED, NOW), (STAMPED, NOW + MINUTE)],
    ids=["no time", "lost before the stamp", "lost as it was stamped"],
)
def test_a_lost_key_signs_nothing_that_is_not_proven_older(
    evidence: Evidence, lost: datetime
) -> None:
    """Whoever found the key could date a clearance back, though all verifiers know of the loss."""
    refused = refusal(evidence, NOW + MINUTE, published(OF.leaf, lost))
    assert (refused.check, refused.detail) == ("chain", "key-compromised")
    assert refused.sub is SubIndication.REVOKED_NO_POE


def test_what_was_stamped_before_the_key_was_lost_stands() -> None:
    """Years of genuine certificates would fall with one key."""
    lost = NOW + MINUTE + timedelta(seconds=1)
    assert judge(STAMPED, published(OF.leaf, lost), NOW + DAY).proven_at == NOW + MINUTE


def test_the_earliest_trusted_instant_is_the_proven_one() -> None:
    """A second timestamp would make a signature younger than it is."""
    twice = replace(STAMPED, stamps=(stamp(NOW + 2 * MINUTE), stamp(NOW + MINUTE)))
    assert judge(twice, POLICY, NOW + DAY).proven_at == NOW + MINUTE


INSTANTS = st.integers(0, 40).map(lambda days: NOW + days * DAY)
MAYBE = st.none() | INSTANTS


def listed(revoked: datetime | None, at: datetime) -> ValidationData:
    return ValidationData(crls=OF.crls(at, revoked={OF.leaf.serial: revoked} if revoked else {}))


@settings(max_examples=150, deadline=None)
@given(stamped=MAYBE, revoked=MAYBE, told=INSTANTS, archived=MAYBE, at=INSTANTS)
def test_nothing_revoked_before_it_was_proven_ever_passes(
    stamped: datetime | None,
    revoked: datetime | None,
    told: datetime,
    archived: datetime | None,
    at: datetime,
) -> None:
    """Whoever steals a key would sign in the past."""
    data = listed(revoked, told)
    stamps = () if stamped is None else (stamp(stamped),)
    behind = data
    if archived is not None:
        stamps, behind = (*stamps, stamp(archived, data)), ValidationData()
    with suppress(Refused):
        judge(Evidence(CHAIN, NOW, stamps, behind), POLICY, at)
        first = min((one for one in (stamped, archived) if one is not None), default=None)
        assert revoked is None or (first is not None and revoked > first)
        assert first is None or told >= first - 5 * MINUTE


@settings(max_examples=60, deadline=None)
@given(told=st.integers(0, 900), at=st.integers(0, 1_500))
def test_what_an_archive_covers_stays_as_it_was(told: int, at: int) -> None:
    """A certificate in a drawer would fade although it was archived in time."""
    late = replace(POLICY, given=listed(NOW + max(told, 1) * DAY, NOW + max(told, 1) * DAY))
    asked = NOW + (301 + at) * DAY
    assert judge(ARCHIVED, POLICY, asked).proven_at == NOW + MINUTE
    assert judge(ARCHIVED, late, asked).proven_at == NOW + MINUTE


@pytest.mark.parametrize("year", [1_000, 9_999])
def test_clocks_at_the_ends_of_time_are_refused(year: int) -> None:
    """An instant beyond the calendar would end in a traceback."""
    far = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    for evidence in (
        replace(STAMPED, stamps=(stamp(far),)),
        replace(STAMPED, stamps=(stamp(NOW), stamp(far))),
        replace(BARE, claimed_time=datetime.min.replace(tzinfo=UTC)),
        replace(STAMPED, claimed_time=datetime.max.replace(tzinfo=UTC)),
        replace(PROVEN, data=replace(PROVEN.data, ocsp_responses=(OF.ocsp(far, lasts=None),))),
    ):
        refused = refusal(evidence, NOW + DAY)
        assert refused.check in {"timestamp", "chain", "revocation"}


def crowd(of: World, count: int) -> tuple[bytes, ...]:
    """Return so many certificates that are of no use."""
    return tuple(count.to_bytes(4, "big") for count in range(count))


@pytest.mark.parametrize(
    ("evidence", "check", "detail"),
    [
        (replace(STAMPED, stamps=STAMPED.stamps * 65), "timestamp", "too-many"),
        (replace(STAMPED, stamps=(Stamp(bytes(10**6), IMPRINT),)), "timestamp", "too-large"),
        (
            replace(BARE, data=ValidationData(certificates=crowd(OF, 300))),
            "chain",
            "too-many-certificates",
        ),
        (
            replace(STAMPED, data=ValidationData(crls=crowd(OF, 10_000))),
            "revocation",
            "too-many",
        ),
        (
            replace(STAMPED, data=ValidationData(ocsp_responses=(bytes(70_000),))),
            "revocation",
            "too-large",
        ),
        (replace(STAMPED, data=ValidationData(crls=(b"rubbish",))), "revocation", "unreadable"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_too_much_is_not_read(evidence: Evidence, check: str, detail: str) -> None:
    """A stranger would choose how long we work."""
    refused = refusal(evidence, NOW + DAY)
    assert (refused.check, refused.detail) == (check, detail)


@pytest.mark.parametrize("given", [b"rubbish", crl(OF.issuing, NOW)[:-9], b""])
def test_rubbish_that_the_verifier_brings_is_not_the_signature_s_fault(given: bytes) -> None:
    """A broken mirror would turn sound certificates into forgeries."""
    policy = replace(POLICY, given=ValidationData(crls=(given,)))
    assert refusal(BARE, NOW, policy).sub_indication is SubIndication.TRY_LATER


def test_given_data_counts_against_what_is_carried() -> None:
    """An authority found out later could still vouch for itself."""
    revoked = replace(
        POLICY, given=ValidationData(crls=OF.crls(NOW + DAY, revoked={OF.tsa.serial: NOW}))
    )
    assert refusal(PROVEN, NOW + DAY, revoked).sub_indication is SubIndication.REVOKED_NO_POE


def test_rubbish_among_the_certificates_is_refused() -> None:
    """A value that is no certificate would be passed over, or end in a traceback."""
    spoiled = replace(STAMPED, data=ValidationData(certificates=(b"rubbish",)))
    bare = replace(spoiled, stamps=(Stamp(OF.token(IMPRINT, NOW, certificates=False), IMPRINT),))
    assert refusal(bare, NOW).check == "timestamp"


def test_an_authority_s_path_may_come_with_the_document() -> None:
    """Tokens often carry the authority's certificate alone."""
    deep = Node(OF.tsa.key, OF.tsa.certificate)
    alone = replace(STAMPED, stamps=(stamp(NOW, tsa=deep),))
    assert judge(alone, POLICY, NOW).proven_at == NOW
    elsewhere = OF.issue("TSA", TIMESTAMPS)
    assert judge(replace(alone, stamps=(stamp(NOW, tsa=elsewhere),)), POLICY, NOW).proven_at == NOW
