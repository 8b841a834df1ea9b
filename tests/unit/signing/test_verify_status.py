"""Signed status lists: read offline, held against certificates, never trusted for their looks."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from schemas.canonical.certificate import CertificateNumber, CertificateType, certificate_number
from schemas.canonical.status import ReasonCode, State
from schemas.canonical.status_list import MAX_BYTES, MAX_ENTRIES, MAX_TAGS, Listed, StatusList
from signing.profile import ProfileViolation, prepare, prepare_receipt, prepare_status_list
from signing.verify import check_own, verify_document
from signing.verify.policy import Policy
from signing.verify.report import Indication, Refused, SubIndication
from signing.verify.status import NOT_CHECKED, VerifiedStatusList, check_status
from signing.verify.status_list import read_status_list
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, pki, receipt, statement

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ONE, OTHER = clearance().number, statement().number
REVOKED = Listed(ONE, State.REVOKED, NOW - HOUR, ReasonCode.FRAUD)
SUPERSEDED = Listed(OTHER, State.SUPERSEDED, NOW - HOUR, ReasonCode.KEY_COMPROMISE, ONE)
POLICY = Policy(anchors=tuple(pki().trust))


def made(*entries: Listed, sequence: int = 1, issued: datetime = NOW) -> StatusList:
    return StatusList(
        "peyvand", sequence, issued, issued + DAY, tuple(sorted(entries, key=_number))
    )


def _number(entry: Listed) -> str:
    return entry.number


def signed(status_list: StatusList) -> bytes:
    """Return the list signed, after the hub's own look at it."""
    signer = pki().signer
    unchecked = sign(prepare_status_list(status_list), signer, NOW)
    return check_own(unchecked, signer.certificate_der).xml


def read(status_list: StatusList, at: datetime = NOW) -> VerifiedStatusList:
    return read_status_list(signed(status_list), POLICY, at)


def refusal(number: str, at: datetime, *lists: VerifiedStatusList) -> str:
    with pytest.raises(Refused) as caught:
        check_status(number, at, lists)
    assert caught.value.check == "status"
    return caught.value.detail


def test_a_list_says_what_it_was_made_of() -> None:
    """An entry would be lost or changed on its way, and a void certificate pass."""
    found = read(made(REVOKED, SUPERSEDED, sequence=42))
    assert found == VerifiedStatusList(
        "peyvand-0000000042", "peyvand", 42, NOW, NOW + DAY, {ONE: REVOKED, OTHER: SUPERSEDED}
    )


def test_an_empty_list_is_a_list() -> None:
    """On a day without a revocation there would be no proof that there is none."""
    assert read(made()).entries == {}


@pytest.mark.parametrize("state", [State.REVOKED, State.SUSPENDED, State.SUPERSEDED])
def test_a_certificate_on_the_list_is_refused_from_its_instant_on(state: State) -> None:
    """A certificate would be void before it was, or good after."""
    reason = ReasonCode.UNDER_REVIEW if state is State.SUSPENDED else ReasonCode.KEY_COMPROMISE
    successor = OTHER if state is State.SUPERSEDED else None
    found = read(made(Listed(ONE, state, NOW - HOUR, reason, successor)))
    assert refusal(ONE, NOW - HOUR, found) == state
    assert refusal(ONE, NOW + 9 * DAY, found) == state
    assert check_status(ONE, NOW - HOUR - timedelta(seconds=1), (found,)).startswith("good in")


def test_a_list_is_relied_on_until_its_next_update() -> None:
    """Whoever hides the newer list would keep a revoked certificate alive."""
    found = read(made())
    assert check_status(ONE, NOW + DAY, (found,)) == (
        "good in peyvand-0000000001 of 2026-11-22T12:00:00+03:30"
    )
    assert refusal(ONE, NOW + DAY + timedelta(seconds=1), found) == "list-expired"


def test_of_one_hubs_lists_the_newest_counts() -> None:
    """An older list at hand would bring back what the newer one has ended, or the reverse."""
    older, newer = read(made(REVOKED)), read(made(sequence=2, issued=NOW + HOUR), NOW)
    for lists in ((older, newer), (newer, older)):
        assert "peyvand-0000000002" in check_status(ONE, NOW, lists)
    assert refusal(ONE, NOW, newer, replace(older, hub="another")) == "revoked"


def test_without_a_list_nothing_is_said_to_be_checked() -> None:
    """A reader would take silence for a good status."""
    assert check_status(ONE, NOW, ()) == NOT_CHECKED == "not-checked"


def test_a_verified_certificate_is_held_against_the_lists() -> None:
    """A revoked certificate would verify, with the very list in hand that names it."""
    signer = pki().signer
    document = sign(prepare(clearance()), signer, NOW).xml
    for entries, ok, detail in (
        ((), True, "good in peyvand-0000000001 of 2026-11-22T12:00:00+03:30"),
        ((REVOKED,), False, "revoked"),
    ):
        policy = replace(POLICY, status_lists=(read(made(*entries)),))
        report = verify_document(document, policy=policy, at=NOW)
        last = report.checks[-1]
        assert (last.name, last.ok, last.detail) == ("status", ok, detail)
        assert report.ok is ok
        assert report.indication is Indication.TOTAL_PASSED
    unchecked = verify_document(document, policy=POLICY, at=NOW)
    assert (unchecked.ok, unchecked.checks[-1].detail) == (True, "not-checked")


def test_a_receipt_has_no_status() -> None:
    """A receipt would be said to have been looked up in a list of certificates."""
    document = sign(prepare_receipt(receipt()), pki().signer, NOW).xml
    report = verify_document(document, policy=POLICY, at=NOW)
    assert (report.ok, report.checks[-1].detail) == (True, "")


def test_a_list_is_a_document_like_others() -> None:
    """`peyvand verify` would not know the list that it is given."""
    report = verify_document(signed(made(REVOKED)), policy=POLICY, at=NOW)
    assert (report.ok, report.kind, report.number) == (True, "status-list", "peyvand-0000000001")
    assert set(report.facts) == {"hub", "sequence", "issued", "next_update"}
    late = verify_document(signed(made()), policy=POLICY, at=NOW + 2 * DAY)
    assert (late.checks[-1].name, late.checks[-1].detail) == ("validity", "expired")


def test_a_mirrored_list_is_read_before_and_after_its_time() -> None:
    """A court could not use the list of the day, nor an office ask about last week."""
    data = signed(made(REVOKED))
    for at in (NOW - 9 * HOUR, NOW, NOW + 20 * DAY):
        assert read_status_list(data, POLICY, at).entries == {ONE: REVOKED}


def tampered(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) >= 1
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "check", "sub"),
    [
        (b'state="revoked"', b'state="suspended"', "digest", SubIndication.HASH_FAILURE),
        (b"<Sequence>1<", b"<Sequence>2<", "digest", SubIndication.HASH_FAILURE),
        (b'state="revoked"', b'state="issued"', "schema", SubIndication.FORMAT_FAILURE),
        (b"+03:30</NextUpdate>", b"Z</NextUpdate>", "schema", SubIndication.FORMAT_FAILURE),
        (b"+03:30</IssuedAt>", b"</IssuedAt>", "schema", SubIndication.FORMAT_FAILURE),
        (b"<Entry ", b"<Entry><", "well-formed", SubIndication.FORMAT_FAILURE),
    ],
)
def test_a_changed_list_is_refused(old: bytes, new: bytes, check: str, sub: SubIndication) -> None:
    """Whoever carries the list could write a certificate out of it, or put one in."""
    with pytest.raises(Refused) as caught:
        read_status_list(tampered(signed(made(REVOKED)), old, new), POLICY, NOW)
    assert (caught.value.check, caught.value.sub_indication) == (check, sub)


def test_a_strangers_list_is_refused() -> None:
    """Anybody could revoke our certificates."""
    with pytest.raises(Refused) as caught:
        read_status_list(signed(made(REVOKED)), Policy(anchors=()), NOW)
    assert caught.value.check == "chain"


def test_another_document_is_no_list() -> None:
    """A certificate of ours, truly signed, would pass for an empty list."""
    for document in (prepare(clearance()), prepare_receipt(receipt())):
        with pytest.raises(Refused) as caught:
            read_status_list(sign(document, pki().signer, NOW).xml, POLICY, NOW)
        assert (caught.value.check, caught.value.detail) == ("kind", "not-a-status-list")


@pytest.mark.parametrize("data", [b"", b"<a/>", b"\x89PNG", b'<StatusList xmlns="urn:x"/>'])
def test_what_is_no_list_at_all_is_refused(data: bytes) -> None:
    """A wrong file given to the command would be a traceback."""
    with pytest.raises(Refused):
        read_status_list(data, POLICY, NOW)


EARLY = replace(REVOKED, since=NOW + HOUR)
LONE = replace(REVOKED, superseded_by=OTHER)
ITSELF = replace(SUPERSEDED, superseded_by=OTHER)
WRONG = CertificateNumber(f"{ONE[:-1]}{(int(ONE[-1]) + 1) % 10}")


@pytest.mark.parametrize(
    ("status_list", "rule"),
    [
        (made(sequence=0), "status-list.sequence"),
        (replace(made(), next_update=NOW), "status-list.span"),
        (replace(made(), entries=(REVOKED, REVOKED)), "status-list.order"),
        (replace(made(), entries=(REVOKED, SUPERSEDED)), "status-list.order"),
        (made(replace(REVOKED, number=WRONG)), "status-list.number"),
        (made(replace(SUPERSEDED, superseded_by=WRONG)), "status-list.superseded-by"),
        (made(replace(REVOKED, state=State.ISSUED)), "status-list.state"),
        (made(replace(REVOKED, state=State.EXPIRED)), "status-list.state"),
        (made(replace(REVOKED, reason=ReasonCode.UNDER_REVIEW)), "status-list.reason"),
        (made(EARLY), "status-list.since"),
        (made(LONE), "status-list.superseded-by"),
        (made(ITSELF), "status-list.superseded-by"),
        (replace(made(), entries=(REVOKED,) * (MAX_ENTRIES + 1)), "status-list.too-long"),
        (replace(made(), hub="Not A Name"), "schema.StatusList"),
        (replace(made(), issued_at=NOW.replace(tzinfo=None)), "instant.naive"),
        (made(replace(REVOKED, since=NOW.replace(tzinfo=None))), "instant.naive"),
    ],
)
def test_an_unsound_list_is_never_signed(status_list: StatusList, rule: str) -> None:
    """The key would stand behind a list that contradicts itself."""
    with pytest.raises(ProfileViolation) as caught:
        prepare_status_list(status_list)
    assert caught.value.rule == rule


def test_the_longest_list_is_still_read() -> None:
    """After a great compromise the list could be signed, and then be read by nobody."""
    entries = tuple(
        Listed(_numbered(n), State.SUPERSEDED, NOW, ReasonCode.KEY_COMPROMISE, _numbered(n + 1))
        for n in range(1, 2_001)
    )
    grown = prepare_status_list(replace(made(), entries=entries)).xml
    a_line = len(grown) // len(entries) + 1
    assert a_line * MAX_ENTRIES + 10_000 < MAX_BYTES
    assert 2 * MAX_ENTRIES + 200 < MAX_TAGS
    assert len(read(replace(made(), entries=entries)).entries) == 2_000


def _numbered(serial: int) -> CertificateNumber:
    return certificate_number(CertificateType.DEBT_STATEMENT, NOW.date(), serial)


def test_a_list_keeps_the_digest_it_is_published_under() -> None:
    """The list that is served would not be the one that was stored."""
    signer = pki().signer
    own = check_own(sign(prepare_status_list(made()), signer, NOW), signer.certificate_der)
    assert own.digest == sha256(own.xml).digest()
    assert own.signer == sha256(signer.certificate_der).digest()
