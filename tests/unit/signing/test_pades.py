"""PAdES B-B: what the signature says, and that its place is exactly large enough."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from io import BytesIO

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.keys.pki import KeyKind
from signing.pades import sign_pdf
from signing.pades.cms import identity_of, signed_data
from signing.pades.der import integer, oid, set_of, tlv
from signing.page.render import SIGNATURE_BOX
from signing.signer import Signer
from tests.conformance.pades.forms import KINDS, forms
from tests.kit.pki import world
from tests.vectors.certificates.samples import NOW

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256: r and s of a signature lie below it."""


@dataclass(frozen=True)
class Scripted:
    """A signer that gives the value it was told, in the place of a key."""

    value: bytes
    kind: KeyKind = "p256"

    @property
    def algorithm(self) -> str:
        return world(self.kind).signer.algorithm

    @property
    def certificate_der(self) -> bytes:
        return world(self.kind).signer.certificate_der

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        return world(self.kind).signer.chain_der

    def sign(self, data: bytes) -> bytes:
        return self.value


def _signature(pdf: bytes) -> dict[str, object]:
    form = PdfFileReader(BytesIO(pdf)).root["/AcroForm"]
    (field,) = form["/Fields"]
    return dict(field.get_object()["/V"])


@cache
def _signed() -> bytes:
    return sign_pdf(forms().page, world().signer, NOW)


def test_the_page_keeps_every_octet() -> None:
    """The page would not be the one that was rendered from the XML."""
    assert _signed().startswith(forms().page)


def test_the_claimed_time_stands_in_the_dictionary_in_utc_and_whole_seconds() -> None:
    """A reader would show another time than that of the signature, or none (EN 319 142-1, 6.3)."""
    tehran = timezone(timedelta(hours=3, minutes=30))
    at = NOW.astimezone(tehran).replace(microsecond=999_999)
    entries = _signature(sign_pdf(forms().page, world().signer, at))
    assert entries["/M"] == "D:20261122083000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    """A signature would claim an hour that depends on where the process runs."""
    with pytest.raises(ValueError, match="zone"):
        sign_pdf(forms().page, world().signer, datetime(2026, 11, 22))  # noqa: DTZ001 - on purpose


def test_the_signature_certifies_and_permits_no_change() -> None:
    """A viewer would let notes be added to a certificate and still call it whole."""
    root = PdfFileReader(BytesIO(_signed())).root
    certified = root["/Perms"]["/DocMDP"]
    assert certified["/SubFilter"] == "/ETSI.CAdES.detached"
    assert certified["/Reference"][0]["/TransformParams"]["/P"] == 1


def test_the_field_lies_in_the_box_with_an_appearance_of_its_own() -> None:
    """A widget without appearance breaks PDF/A; one elsewhere hides what the page says."""
    field = PdfFileReader(BytesIO(_signed())).root["/AcroForm"]["/Fields"][0]
    assert [int(one) for one in field["/Rect"]] == [round(one) for one in SIGNATURE_BOX[1:]]
    assert field["/AP"]["/N"].data == b""
    assert field["/F"] == 132
    assert field["/TU"] == "امضای الکترونیکی"


def test_metadata_are_those_of_the_page() -> None:
    """The time of day would get into the document, and PDF/A's two descriptions would differ."""
    page, signed = (PdfFileReader(BytesIO(one)) for one in (forms().page, _signed()))
    assert signed.trailer["/Info"] == page.trailer["/Info"]
    assert signed.root.raw_get("/Metadata") == page.root.raw_get("/Metadata")
    assert signed.trailer["/ID"][0] == page.trailer["/ID"][0]


def test_the_same_page_signed_the_same_way_is_the_same_file() -> None:
    """Something else than page, key and time would have a say in the document."""
    signer = Scripted(bytes([1]) * 64)
    assert sign_pdf(forms().page, signer, NOW) == sign_pdf(forms().page, signer, NOW)


_numbers = st.one_of(st.integers(1, _ORDER - 1), st.integers(0, 255).map(lambda n: 1 << n))


@given(r=_numbers, s=_numbers)
def test_every_ecdsa_value_fits_its_place(r: int, s: int) -> None:
    """A document would fail to be signed now and then, when r and s happen to be long."""
    signer = Scripted(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    assert len(signed_data(bytes(32), signer)) <= identity_of(signer).room


@pytest.mark.parametrize("kind", KINDS)
def test_no_octet_too_many_is_kept(kind: KeyKind) -> None:
    """Documents would be larger than they need to be, or the place was guessed."""
    largest = (_ORDER - 1).to_bytes(32, "big") * 2 if kind == "p256" else b"\xff" * 256
    signer = Scripted(largest, kind)
    assert len(signed_data(bytes(32), signer)) == identity_of(signer).room


def test_real_signatures_fit_many_times_over() -> None:
    """The property above would hold of a signer that no key ever resembles."""
    signer: Signer = world().signer
    room = identity_of(signer).room
    sizes = {len(signed_data(hashlib.sha256(bytes([n])).digest(), signer)) for n in range(256)}
    assert max(sizes) <= room
    assert len(sizes) > 1


@given(r=_numbers, s=_numbers)
def test_r_and_s_become_the_der_of_a_signature(r: int, s: int) -> None:
    """OpenSSL would not read the value that a token or a file gave as r||s."""
    value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert signed_data(bytes(32), Scripted(value)).endswith(tlv(0x04, encode_dss_signature(r, s)))


@given(st.integers(0, 1 << 160))
def test_integers_are_der(value: int) -> None:
    """A serial number would be read as another, or as negative."""
    assert integer(value) == core.Integer(value).dump()


def test_lengths_and_orders_are_der() -> None:
    """A strict reader would refuse the message (X.690, sections 10.1 and 11.6)."""
    assert tlv(0x04, bytes(127))[:2] == b"\x04\x7f"
    assert tlv(0x04, bytes(128))[:3] == b"\x04\x81\x80"
    assert tlv(0x04, bytes(256))[:4] == b"\x04\x82\x01\x00"
    assert set_of(0x31, b"\x02\x01\x05", b"\x02\x01\x03") == b"\x31\x06\x02\x01\x03\x02\x01\x05"
    assert oid("1.2.840.113549.1.7.2") == bytes.fromhex("06092a864886f70d010702")
