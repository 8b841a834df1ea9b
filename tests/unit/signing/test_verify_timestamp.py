"""Timestamp tokens: proven by their own signature, for the very octets, in DER and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512

import pytest
from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import example, given, settings
from hypothesis import strategies as st

from signing.keys.pki import KeyKind
from signing.verify.report import Refused, SubIndication
from signing.verify.timestamp import MAX_BYTES, read_token
from tests.kit.nodes import TIMESTAMPS
from tests.kit.pki import NOW, world

IMPRINT = sha256(b"what is stamped").digest()
TOKEN = world().token(IMPRINT, NOW)


def refusal(der: bytes, imprint: bytes = IMPRINT) -> tuple[str, SubIndication | None]:
    with pytest.raises(Refused) as caught:
        read_token(der, imprint)
    assert caught.value.check == "timestamp"
    return caught.value.detail, caught.value.sub_indication


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_a_good_token_tells_when_and_by_whom(kind: KeyKind) -> None:
    """Nothing would ever be proven to be old."""
    of = world(kind)
    token = read_token(of.token(IMPRINT, NOW), IMPRINT)
    assert token.gen_time == NOW
    assert token.certificates == (of.tsa.der, of.issuing.der)


@pytest.mark.parametrize("micros", [0, 1, 500_000, 123_456])
def test_the_fraction_of_a_second_is_kept(micros: int) -> None:
    """Two tokens of one second would change places."""
    at = NOW.replace(microsecond=micros)
    assert read_token(world().token(IMPRINT, at), IMPRINT).gen_time == at


def test_a_token_is_for_its_own_octets() -> None:
    """Any token of the authority would do for any signature."""
    assert refusal(TOKEN, sha256(b"others").digest()) == ("imprint", SubIndication.HASH_FAILURE)
    assert refusal(TOKEN, b"")[0] == "imprint"
    weak = world().token(sha512(b"x").digest(), NOW, algorithm="sha512")
    assert refusal(weak, sha512(b"x").digest())[0] == "imprint-algorithm"


def test_a_token_may_come_without_its_certificate() -> None:
    """Authorities send it only when asked; the document may carry it elsewhere."""
    bare = world().token(IMPRINT, NOW, certificates=False)
    assert refusal(bare)[0] == "certificate-missing"
    assert read_token(bare, IMPRINT, (world().issuing.der, world().tsa.der)).gen_time == NOW


def test_a_megabyte_is_no_token() -> None:
    """A stranger would choose how long we read."""
    assert refusal(bytes(1_000_000))[0] == "too-large"
    assert refusal(TOKEN + bytes(MAX_BYTES))[0] == "too-large"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.integers(1, 255))
def test_a_changed_octet_changes_nothing_that_is_told(place: int, mask: int) -> None:
    """What a token says would be anybody's to write."""
    damaged = bytearray(TOKEN)
    damaged[place] ^= mask
    with suppress(Refused):
        token = read_token(bytes(damaged), IMPRINT)
        assert (token.gen_time, token.certificates[0]) == (NOW, world().tsa.der)


@settings(max_examples=200, deadline=None)
@example(0, len(TOKEN))
@given(st.integers(0, len(TOKEN)), st.integers(0, len(TOKEN)))
def test_pieces_of_a_token_are_refused(one: int, two: int) -> None:
    """A cut or doubled piece would end in a traceback."""
    spliced = TOKEN[:one] + TOKEN[two:]
    if spliced != TOKEN:
        refusal(spliced)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_no_octets_make_a_traceback(rubbish: bytes) -> None:
    """Whatever stands in a document ends in a refusal."""
    refusal(rubbish)
    refusal(b"\x30\x80" + rubbish)


Change = Callable[[cms.SignedData], None]


def changed(change: Change) -> bytes:
    """Return the token after ``change``, written anew."""
    content = cms.ContentInfo.load(TOKEN).copy()
    change(content["content"])
    return bytes(content.dump(force=True))


def two_signers(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0])


def no_attributes(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signed_attrs"] = None


def unsigned_attributes(signed: cms.SignedData) -> None:
    attribute = {"type": "1.2.3.4", "values": [core.Integer(1)]}
    signed["signer_infos"][0]["unsigned_attrs"] = [attribute]


def other_attributes(signed: cms.SignedData) -> None:
    """Add an attribute that is not understood; the signature would fail as well, but later."""
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Integer(1)]})
    signed["signer_infos"][0]["signed_attrs"].append(attribute)


def other_content(signed: cms.SignedData) -> None:
    signed["encap_content_info"]["content_type"] = "data"


def other_version(signed: cms.SignedData) -> None:
    signed["version"] = "v1"


def other_digest(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}


def other_algorithm(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}


SHAPES: list[tuple[str, Change]] = [
    ("unreadable", two_signers),
    ("unreadable", no_attributes),
    ("unreadable", unsigned_attributes),
    ("signed-attributes", other_attributes),
    ("content-type", other_content),
    ("version", other_version),
    ("weak-hash", other_digest),
    ("signature-algorithm", other_algorithm),
]


@pytest.mark.parametrize(("detail", "change"), SHAPES, ids=[one.__name__ for _, one in SHAPES])
def test_each_other_shape_is_refused_by_name(detail: str, change: Change) -> None:
    """What is not understood would be skipped, and an attacker would put it there."""
    assert refusal(changed(change))[0] == detail


def test_writing_anew_without_a_change_is_accepted() -> None:
    """The tool of the test above is right, so the refusals are for the change alone."""
    assert changed(lambda _: None) == TOKEN


def test_a_token_names_nobody_but_its_signer() -> None:
    """An authority would stamp in another's name."""
    twin = world().issue("Twin TSA", TIMESTAMPS, key=world().tsa.key)
    honest = world().token(IMPRINT, NOW, tsa=twin)
    assert read_token(honest, IMPRINT).certificates[0] == twin.der
    assert refusal(renamed(honest, b"Twin TSA", b"Test TSA"))[0] == "authority-name"


def renamed(token: bytes, old: bytes, new: bytes) -> bytes:
    """Return ``token`` with the name in its TSTInfo changed, signed anew by the twin's key."""
    outer = cms.ContentInfo.load(token).copy()
    signed = outer["content"]
    content = bytes(signed["encap_content_info"]["content"]).replace(old, new)
    signed["encap_content_info"]["content"] = core.ParsableOctetString(content)
    signer = signed["signer_infos"][0]
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [sha256(content).digest()]
    octets = signer["signed_attrs"].untag().dump(force=True)
    signer["signature"] = world().tsa.key.sign(octets, ec.ECDSA(SHA256()))
    return bytes(outer.dump(force=True))


@pytest.mark.parametrize("year", [1_000, 9_999])
def test_the_ends_of_time_are_instants_too(year: int) -> None:
    """A clock far off would end in a traceback."""
    at = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert read_token(world().token(IMPRINT, at), IMPRINT).gen_time == at


@pytest.mark.parametrize(
    ("accuracy", "good"),
    [(None, True), (timedelta(minutes=5), True), (timedelta(minutes=5, milliseconds=1), False)],
)
def test_a_token_that_hardly_knows_the_time_is_refused(
    accuracy: timedelta | None, good: bool
) -> None:
    """An authority that may be a day wrong proves no order of events."""
    der = world().token(IMPRINT, NOW, accuracy=accuracy)
    if good:
        assert read_token(der, IMPRINT).gen_time == NOW
    else:
        assert refusal(der)[0] == "accuracy"
