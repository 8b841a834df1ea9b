"""The CMS of a PDF: the one form of the profile, since no signature guards its own envelope."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256

import pytest
from asn1crypto import algos, cms, core, util
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.keys.pki import KeyKind
from signing.pades.cms import signed_data
from signing.pades.der import SEQUENCE, SET, tlv
from signing.verify.pdf.cms import prove_message, read_message
from signing.verify.report import Refused
from tests.kit.pki import NOW, world

TST_INFO = "1.2.840.113549.1.9.16.1.4"
"""What a timestamp says (RFC 3161); by number, since its name is known only to who loads it."""

DIGEST = sha256(b"all octets of a revision but the signature").digest()


@cache
def issued(kind: KeyKind = "p256") -> bytes:
    return signed_data(DIGEST, world(kind).signer)


def refusal(der: bytes, digest: bytes = DIGEST) -> str:
    with pytest.raises(Refused) as caught:
        prove_message(read_message(der), digest)
    return str(caught.value)


Change = Callable[[cms.SignedData], None]


def changed(change: Change, kind: KeyKind = "p256") -> bytes:
    """Return the CMS after ``change``, written anew."""
    content = cms.ContentInfo.load(issued(kind)).copy()
    change(content["content"])
    return bytes(content.dump(force=True))


@pytest.mark.parametrize("kind", ["p256", "rsa3072"])
def test_the_untouched_gives_its_chain(kind: KeyKind) -> None:
    """The refusals below would be for another reason than the one they name."""
    assert changed(lambda _: None, kind) == issued(kind)
    of = world(kind)
    assert prove_message(read_message(issued(kind)), DIGEST) == (of.leaf.der, of.issuing.der)


def test_it_is_for_its_own_octets() -> None:
    """Any signature would do for any document."""
    assert refusal(issued(), sha256(b"others").digest()) == "digest: content"


def content_within(signed: cms.SignedData) -> None:
    signed["encap_content_info"]["content"] = b"anything"


def of_a_timestamp(signed: cms.SignedData) -> None:
    signed["encap_content_info"]["content_type"] = TST_INFO


def third_version(signed: cms.SignedData) -> None:
    signed["version"] = "v3"


def third_version_of_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["version"] = "v3"


def named_by_key(signed: cms.SignedData) -> None:
    named = cms.SignerIdentifier("subject_key_identifier", b"key")
    signed["signer_infos"][0]["sid"] = named


def named_by_another_number(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["sid"].chosen["serial_number"] = 1


def two_signers(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0])


def unsigned_attributes(signed: cms.SignedData) -> None:
    attribute = {"type": "1.2.3.4", "values": [core.Integer(1)]}
    signed["signer_infos"][0]["unsigned_attrs"] = [attribute]


def signing_time(signed: cms.SignedData) -> None:
    attribute = {"type": "signing_time", "values": [cms.Time("utc_time", NOW)]}
    signed["signer_infos"][0]["signed_attrs"].append(cms.CMSAttribute(attribute))


def one_attribute_less(signed: cms.SignedData) -> None:
    del signed["signer_infos"][0]["signed_attrs"][2]


def no_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = None


def one_certificate_less(signed: cms.SignedData) -> None:
    del signed["certificates"][0]


def one_certificate_more(signed: cms.SignedData) -> None:
    more = cms.CertificateChoices.load(world().tsa.der)
    signed["certificates"].append(more)
    signed["certificates"] = sorted(signed["certificates"], key=lambda one: one.dump())


def many_certificates(signed: cms.SignedData) -> None:
    for number in range(9):
        node = world().issue(f"Number {number}")
        signed["certificates"].append(cms.CertificateChoices.load(node.der))


def lists(signed: cms.SignedData) -> None:
    signed["crls"] = []


def no_digest_parameters_spelled_out(signed: cms.SignedData) -> None:
    signer = signed["signer_infos"][0]
    signer["digest_algorithm"] = {"algorithm": "sha256", "parameters": core.Null()}


def two_digests(signed: cms.SignedData) -> None:
    more = algos.DigestAlgorithm({"algorithm": "sha512"})
    signed["digest_algorithms"].append(more)


def signed_by_sha512(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha512_ecdsa"}


def signed_by_another_kind_of_key(signed: cms.SignedData) -> None:
    algorithm = {"algorithm": "sha256_rsa", "parameters": core.Null()}
    signed["signer_infos"][0]["signature_algorithm"] = algorithm


def another_value(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature"] = util.int_to_bytes(1)


SHAPES: list[tuple[str, Change]] = [
    ("well-formed: cms", content_within),
    ("well-formed: cms", of_a_timestamp),
    ("well-formed: cms", third_version),
    ("well-formed: cms", third_version_of_signer),
    ("well-formed: cms", named_by_key),
    ("signing-certificate: issuer-serial", named_by_another_number),
    ("well-formed: cms", two_signers),
    ("well-formed: cms", unsigned_attributes),
    ("well-formed: cms", signing_time),
    ("well-formed: cms", one_attribute_less),
    ("signing-certificate: digest", no_certificates),
    ("signing-certificate: digest", one_certificate_less),
    ("signing-certificate: digest", one_certificate_more),
    ("well-formed: cms", many_certificates),
    ("well-formed: cms", lists),
    ("algorithms: digest", no_digest_parameters_spelled_out),
    ("algorithms: digest", two_digests),
    ("algorithms: signature", signed_by_sha512),
    ("signature: key-kind", signed_by_another_kind_of_key),
    ("signature: value", another_value),
]


@pytest.mark.parametrize(("expected", "change"), SHAPES, ids=[one.__name__ for _, one in SHAPES])
def test_each_other_shape_is_refused_by_name(expected: str, change: Change) -> None:
    """The same signature would have many spellings, or carry what nobody looks at."""
    assert refusal(changed(change)) == expected


def test_certificates_stand_in_the_order_of_der() -> None:
    """Two documents with other octets would both be the first signed form."""
    first, second = sorted((world().leaf.der, world().issuing.der))
    swapped = issued().replace(first + second, second + first)
    assert swapped != issued()
    assert refusal(swapped) == "well-formed: cms"


def with_signer(body: bytes) -> bytes:
    """Return the CMS with ``body`` as all that its SignerInfo says."""
    content = cms.ContentInfo.load(issued())
    signed = content["content"]
    kept = ("version", "digest_algorithms", "encap_content_info", "certificates")
    signer = tlv(SET, tlv(SEQUENCE, body))
    inner = tlv(SEQUENCE, *(signed[name].dump() for name in kept), signer)
    return tlv(SEQUENCE, content["content_type"].dump(), tlv(0xA0, inner))


def test_a_signer_is_named_in_one_way_alone() -> None:
    """Two octets beside the signer's name would pass unseen."""
    body = cms.ContentInfo.load(issued())["content"]["signer_infos"][0].contents
    version, rest = body[:3], body[3:]
    assert with_signer(version + rest) == issued()
    assert refusal(with_signer(version + b"\x80\x00" + rest)) == "well-formed: cms"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(issued()) - 1), st.integers(1, 255))
def test_no_octet_can_change(place: int, mask: int) -> None:
    """A reader would find another file than the one whose digest the XML names."""
    damaged = bytearray(issued())
    damaged[place] ^= mask
    refusal(bytes(damaged))
