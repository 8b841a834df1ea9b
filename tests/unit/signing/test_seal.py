"""The seal: it says what the certificate says, and no changed letter of it passes."""

from dataclasses import replace
from datetime import datetime, timedelta

import cbor2
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.canonical.decision import Outcome
from signing.keys.pki import KeyKind
from signing.seal import make_seal
from signing.verify.cose import from_base45
from signing.verify.report import SEAL_CHECKS, Indication, Refused, Report, SubIndication
from signing.verify.seal import check_seal_of, claims_of, read_claims, verify_seal
from tests.conformance.seal.letters import ALPHABET, base45
from tests.vectors.certificates.samples import NOW, clearance, natural, pki, statement
from tests.vectors.certificates.seals import entry, keys, seal, seal_of, signed, xml

LATER = NOW + timedelta(days=1)
KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")


def judged(text: str, at: datetime = LATER) -> Report:
    return verify_seal(text, keys(entry("p256"), entry("rsa2048")), at)


def failed(report: Report) -> tuple[str, str]:
    """Return the check that failed and its detail; the report must not be valid."""
    assert not report.ok
    assert report.kind == "seal"
    return report.checks[-1].name, report.checks[-1].detail


@pytest.mark.parametrize("kind", KINDS)
def test_a_seal_passes_and_shows_what_the_certificate_says(kind: KeyKind) -> None:
    """A reader with a sheet of paper decides by these facts."""
    report = judged(seal(kind))
    assert report.ok
    assert report.indication is Indication.TOTAL_PASSED
    assert tuple(check.name for check in report.checks) == SEAL_CHECKS
    assert report.number == clearance().number
    assert dict(report.facts) == {
        "type": "article37",
        "decision": "GRANTED",
        "subject": "0001234567/0012",
        "issued": "2026-11-22T12:00:00+03:30",
        "valid_until": "2026-12-22T12:00:00+03:30",
        "digest": claims_of(xml(kind)).digest.hex(),
    }


def test_a_seal_of_a_refusal_says_so() -> None:
    """A debt statement's paper would look like a clearance."""
    facts = judged(seal_of(signed(statement()))).facts
    assert (facts["type"], facts["decision"]) == ("debt-statement", "REFUSED")


def test_a_seal_names_no_person() -> None:
    """Whoever finds the paper could read a national id off its code."""
    said = from_base45(seal().removeprefix("PV1:"))
    assert natural().national_id.encode() not in said
    assert natural().family_name is not None
    assert natural().family_name.encode() not in said


@pytest.mark.parametrize(("kind", "longest"), [("p256", 297), ("rsa2048", 589)])
def test_a_seal_stays_small(kind: KeyKind, longest: int) -> None:
    """A larger QR code does not survive the printer: these are versions 10 and 15 at level M."""
    for certificate in (clearance(), statement()):
        text = seal_of(signed(certificate, kind), kind)
        assert len(text) <= longest
        assert set(text) <= set(ALPHABET)


@settings(max_examples=300)
@given(st.data())
def test_any_changed_letter_is_refused(data: st.DataObject) -> None:
    """A letter misread by a camera, or altered by a forger, would change what is certified."""
    text = seal()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(ALPHABET + "aé۱\n\0"))
    assume(letter != text[place])
    assert not judged(text[:place] + letter + text[place + 1 :]).ok


def test_every_place_of_a_seal_is_guarded() -> None:
    """A place that no random test happened to change would be free."""
    text = seal()
    for place, letter in enumerate(text):
        for other in {ALPHABET[(ALPHABET.index(letter) + step) % 45] for step in (1, 7, 44)}:
            assert not judged(text[:place] + other + text[place + 1 :]).ok, place


@settings(max_examples=200)
@given(st.data())
def test_cutting_and_splicing_is_refused(data: st.DataObject) -> None:
    """Half a code, or two codes run together, would pass."""
    text = seal()
    one, two = (data.draw(st.integers(0, len(text))) for _ in range(2))
    assert judged(text[:one] + text[two:]).ok == (one == two)


@settings(max_examples=300)
@given(st.text(max_size=120) | st.text(ALPHABET, max_size=120))
def test_no_text_makes_a_traceback(rubbish: str) -> None:
    """Whatever a camera reads ends in a report."""
    for text in (rubbish, "PV1:" + rubbish, seal() + rubbish, rubbish + seal()):
        assert judged(text).ok == (text.strip() == seal())


@settings(max_examples=300)
@given(st.binary(max_size=80), st.sampled_from([0, 2, 16, 40, 120]))
def test_no_octets_make_a_traceback(rubbish: bytes, kept: int) -> None:
    """A crafted message in base45 would crash the reader."""
    raw = from_base45(seal().removeprefix("PV1:"))
    assert not judged("PV1:" + base45(raw[:kept] + rubbish)).ok


@pytest.mark.parametrize(
    ("octets", "spelled"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
    ],
)
def test_base45_is_that_of_the_rfc(octets: bytes, spelled: str) -> None:
    """Other readers could not read our codes (RFC 9285, sections 4.3 and 4.4)."""
    assert from_base45(spelled) == octets


@pytest.mark.parametrize("spelled", ["GGW", ":::", "A", "BB8A", "bb8", "::"])
def test_what_is_no_base45_is_refused(spelled: str) -> None:
    """Two spellings of one seal would be two seals (RFC 9285, section 6)."""
    with pytest.raises(Refused, match="base45"):
        from_base45(spelled)


@pytest.mark.parametrize("around", ["\n{}\n", "  {}\r\n", "\t{} \n"])
def test_white_space_around_a_seal_is_free(around: str) -> None:
    """A text file ends in a line break, and a copied line begins with blanks."""
    assert judged(around.format(seal())).ok


def test_a_seal_broken_into_lines_is_read() -> None:
    """A mail program would make the seal unreadable."""
    text = seal()
    lines = "\r\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    assert judged(lines).ok


def test_a_seal_never_ends_in_a_space() -> None:
    """White space around a seal could then not be told from its last letter."""
    assert all(not base45(b"\0" + bytes((last,))).endswith(" ") for last in range(256))
    assert all(not base45(bytes((last,))).endswith(" ") for last in range(256))


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "no-seal"),
        ("PV2:" + "0" * 200, "no-seal"),
        ("HC1:" + "0" * 200, "no-seal"),
        ("PV1:", "no-sign1"),
        ("PV1:" + base45(b"\xd2"), "cbor"),
        ("PV1:" + base45(b"\xd2" + b"\x84" * 200), "cbor"),
        ("PV1:" + base45(cbor2.dumps([b"", {}, b"", b""])), "no-sign1"),
        ("PV1:" + base45(cbor2.dumps(cbor2.CBORTag(18, [b"", {}, b""]))), "no-sign1"),
        ("PV1:" + base45(cbor2.dumps(cbor2.CBORTag(18, [b"\xa0", {}, b"", b""]))), "header"),
        ("PV1:" + base45(cbor2.dumps(cbor2.CBORTag(18, [b"\xa0", {4: b""}, b"", b""]))), "header"),
        ("PV1:" + "0" * 9000, "too-large"),
    ],
)
def test_what_is_no_seal_says_why(text: str, detail: str) -> None:
    """A reader could not tell another code from a damaged one of ours."""
    assert failed(judged(text)) == ("well-formed", detail)


def test_a_stranger_s_key_is_not_known() -> None:
    """A forger's seal, right in itself, would pass."""
    report = verify_seal(seal("rsa2048"), keys(entry("p256")), LATER)
    assert failed(report) == ("key", "unknown")
    assert report.indication is Indication.INDETERMINATE
    assert report.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert report.number is None


def test_without_keys_a_seal_is_not_judged() -> None:
    """A missing key set would look like a forgery."""
    assert failed(verify_seal(seal(), type(keys()).of(()), LATER)) == ("key", "no-keys")


def test_a_seal_signed_with_another_key_under_our_name_is_refused() -> None:
    """A forger who names our key would be believed."""

    class Forger:
        algorithm = pki("rsa2048").signer.algorithm
        certificate_der = pki("p256").signer.certificate_der
        chain_der = ()

        def sign(self, data: bytes) -> bytes:
            return pki("rsa2048").signer.sign(data)

    class Elliptic(Forger):
        algorithm = pki("p256").signer.algorithm

        def sign(self, data: bytes) -> bytes:
            return pki("p256").signer.sign(data + b"\0")

    class Short(Elliptic):
        def sign(self, data: bytes) -> bytes:
            return pki("p256").signer.sign(data)[:63]

    claims = claims_of(xml())
    assert failed(judged(make_seal(claims, Forger()))) == ("key", "algorithm")
    assert failed(judged(make_seal(claims, Elliptic()))) == ("signature", "value")
    assert failed(judged(make_seal(claims, Short()))) == ("signature", "length")


def test_expired_and_not_yet_valid_are_said_with_the_facts() -> None:
    """A genuine paper that has run out would be called a forgery, or be taken."""
    until = clearance().valid_until
    assert judged(seal(), until).ok
    report = judged(seal(), until + timedelta(seconds=1))
    assert failed(report) == ("validity", "expired")
    assert report.indication is Indication.TOTAL_PASSED
    assert report.number == clearance().number
    assert judged(seal(), NOW - timedelta(minutes=5)).ok
    early = judged(seal(), NOW - timedelta(minutes=5, seconds=1))
    assert failed(early) == ("validity", "not-yet-valid")


AFTER = clearance().valid_until + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("change", "detail", "sub"),
    [
        ({"not_before": AFTER}, "not-in-force", "OUT_OF_BOUNDS_NO_POE"),
        ({"not_after": NOW - timedelta(seconds=1)}, "not-in-force", "OUT_OF_BOUNDS_NO_POE"),
        ({"revoked_at": NOW}, "compromised", "REVOKED"),
        ({"revoked_at": NOW - timedelta(hours=1)}, "compromised", "REVOKED"),
        ({"revoked_at": NOW + timedelta(hours=1)}, "compromised-later", "REVOKED_NO_POE"),
    ],
)
def test_a_key_counts_only_while_it_was_the_hub_s(
    change: dict[str, datetime], detail: str, sub: str
) -> None:
    """A thief could seal papers with a stolen key, and date them as he likes."""
    report = verify_seal(seal(), keys(replace(entry(), **change)), LATER)
    assert failed(report) == ("key", detail)
    assert report.sub_indication == sub
    assert report.found is None


@pytest.mark.parametrize(
    "change",
    [{"not_before": clearance().valid_until}, {"not_after": NOW}],
)
def test_a_key_counts_while_the_certificate_was_valid(change: dict[str, datetime]) -> None:
    """A paper sealed after a key's rollover would be refused, or one of a retired key."""
    assert verify_seal(seal(), keys(replace(entry(), **change)), LATER).ok


def test_a_seal_speaks_of_one_certificate_alone() -> None:
    """The code of another certificate, pasted in, would be taken for this one's."""
    mine = claims_of(xml())
    check_seal_of(xml(), seal())
    others = {
        "number": replace(mine, number=statement().number),
        "digest": replace(mine, digest=bytes(32)),
        "decision": replace(mine, decision=Outcome.REFUSED),
        "subject": replace(mine, subject="0001234567/0013"),
        "issued": replace(mine, issued=mine.issued + timedelta(seconds=1)),
        "valid-until": replace(mine, valid_until=mine.valid_until + timedelta(days=1)),
    }
    for rule, claims in others.items():
        with pytest.raises(Refused, match=f"seal: {rule}$"):
            check_seal_of(xml(), make_seal(claims, pki().signer))
    with pytest.raises(Refused, match="seal: unreadable"):
        check_seal_of(xml(), seal()[:-1])


def test_a_certificate_that_has_grown_keeps_its_seal() -> None:
    """A time stamp added later would cut the XML off from the paper it was printed on."""
    qualifying = b"</xades:SignedProperties>"
    added = b"<xades:UnsignedProperties><x>1</x></xades:UnsignedProperties>"
    grown = xml().replace(qualifying, qualifying + added)
    assert grown != xml()
    check_seal_of(grown, seal())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a/>",
        b"<Certificate/>",
        xml().replace(b"GRANTED", b"MAYBE"),
        signed(statement())[:900],
    ],
)
def test_what_is_no_certificate_has_no_seal(document: bytes) -> None:
    """A seal would be made, or compared, with the words of something else."""
    with pytest.raises(Refused, match="seal: no-certificate"):
        claims_of(document)


@pytest.mark.parametrize(
    "claims",
    [
        {1: "peyvand"},
        {1: "other", 2: "s", 4: 2, 6: 1, 7: b"37", -65537: ["GRANTED", bytes(32)]},
        {1: "peyvand", 2: "s", 4: 2, 6: 1, 7: b"37", -65537: ["GRANTED", bytes(31)]},
        {1: "peyvand", 2: "s", 4: 2, 6: 1, 7: b"37", -65537: ["GRANTED", bytes(32)], 8: 1},
        {1: "peyvand", 2: "s", 4: 2, 6: 1, 7: b"\xff", -65537: ["GRANTED", bytes(32)]},
        {1: "peyvand", 2: "s", 4: 2, 6: 1, 7: b"37-1", -65537: ["GRANTED", bytes(32)]},
        {
            1: "peyvand",
            2: "s",
            4: 2**63,
            6: 1,
            7: clearance().number.encode(),
            -65537: ["GRANTED", bytes(32)],
        },
        {
            1: "peyvand",
            2: "s",
            4: 2,
            6: 1,
            7: clearance().number.encode(),
            -65537: ["UNDETERMINED", bytes(32)],
        },
        {
            1: "peyvand",
            2: "s",
            4: 2,
            6: 1,
            7: b" " + clearance().number.encode(),
            -65537: ["GRANTED", bytes(32)],
        },
        [],
        1.5,
    ],
)
def test_claims_other_than_a_seal_s_are_refused(claims: object) -> None:
    """A message that our key signed for another purpose would be read as a seal."""
    report = judged(sealed(cbor2.dumps(claims, canonical=True)))
    assert failed(report)[0] == "content"
    with pytest.raises(Refused, match="content"):
        read_claims(sealed(cbor2.dumps(claims, canonical=True)))


def sealed(payload: bytes) -> str:
    """Return any payload under our signature, built apart from the code under test."""
    raw = from_base45(seal().removeprefix("PV1:"))
    protected: bytes = cbor2.loads(raw).value[0]
    value = pki().signer.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return "PV1:" + base45(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, value])))


def test_a_seal_needs_zones_and_a_digest() -> None:
    """An instant of no zone would move by hours on another machine."""
    mine = claims_of(xml())
    for wrong in (
        replace(mine, issued=mine.issued.replace(tzinfo=None)),
        replace(mine, valid_until=mine.valid_until.replace(tzinfo=None)),
        replace(mine, digest=b"short"),
    ):
        with pytest.raises(ValueError, match="seal"):
            make_seal(wrong, pki().signer)
    with pytest.raises(ValueError, match="zone"):
        judged(seal(), datetime(2026, 11, 23))  # noqa: DTZ001 - naive on purpose
