"""Augmented documents: what may change in them, what they were issued as, whom they name."""

import re
from base64 import b64decode
from collections.abc import Iterator

import pytest

from schemas.canonical.steps import DocumentKind, Unchecked
from schemas.canonical.validation import Level
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.verify import (
    OwnOutputInvalid,
    Policy,
    Report,
    Unreadable,
    check_own,
    issued_form,
    twin_digest,
    verify_document,
)
from signing.verify.report import Refused
from tests.kit.forms import ARCHIVED, RENEWED, STAMPED, TWIN, forms
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import clearance

POLICY = Policy(world().anchors)
FORMS = forms()


def verify(xml: bytes) -> Report:
    return verify_document(xml, policy=POLICY, at=RENEWED)


def test_every_level_tells_itself_and_since_when() -> None:
    """A reader would not know how long he may rely on it."""
    for level, xml in FORMS.by_level.items():
        report = verify_document(xml, policy=POLICY, at=ARCHIVED)
        assert report.sub_indication is None
        assert report.found is not None
        assert report.found.level is level
        assert report.found.proven_at == (None if level is Level.B_B else STAMPED)
        assert report.to_json()["signer"] == "Test signer"


def test_the_issued_form_is_the_octets_that_left_the_hub() -> None:
    """The PDF twin and the seal hold the digest of those, whatever has been added since."""
    assert all(issued_form(xml) == FORMS.issued for xml in FORMS.every)
    respelled = FORMS.renewed.replace(b'" Id="', b'"\tId="', 1)
    assert issued_form(respelled) == FORMS.issued


def test_the_issued_form_of_no_xml_is_refused() -> None:
    """A broken upload would end in a traceback."""
    for rubbish in (b"", b"rubbish", FORMS.issued[:-1]):
        with pytest.raises(Refused, match="well-formed"):
            issued_form(rubbish)


def test_the_twin_is_named_from_the_moment_it_is() -> None:
    """A PDF would be matched with the XML of another."""
    assert twin_digest(parse(FORMS.issued)) is None
    assert all(twin_digest(parse(xml)) == TWIN for xml in FORMS.every[1:])


def test_our_own_output_has_nothing_added() -> None:
    """Something would have got at the document between the signature and the store."""
    for xml in FORMS.every[1:]:
        unchecked = Unchecked(DocumentKind.CERTIFICATE, clearance().number, xml)
        with pytest.raises(OwnOutputInvalid, match="unsigned"):
            check_own(unchecked, world().leaf.der)


def uncovered(xml: bytes) -> range:
    """Return where the octets stand that nothing covers yet: the last timestamp and its Id."""
    return range(xml.rindex(b"<xades141:ArchiveTimeStamp"), xml.index(b"</xades:UnsignedP"))


def flips(xml: bytes, mask: int, step: int) -> Iterator[tuple[int, bytes]]:
    for place in range(mask % step, len(xml), step):
        damaged = bytearray(xml)
        damaged[place] ^= mask
        yield place, bytes(damaged)


@pytest.mark.parametrize("mask", [0x01, 0x02, 0x20, 0x80])
def test_what_an_archive_timestamp_covers_cannot_change(mask: int) -> None:
    """Validation data, twin or an old timestamp would be exchanged years later."""
    loose = uncovered(FORMS.archived)
    for place, damaged in flips(FORMS.archived, mask, 23):
        assert place in loose or not passes(damaged), place


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_what_nothing_covers_cannot_change_what_is_told(mask: int) -> None:
    """The newest timestamp is unsigned itself; its own signature is what protects it."""
    loose, told = uncovered(FORMS.archived), verify(FORMS.archived).to_json()
    spoiled = dict(flips(FORMS.archived, mask, 7))
    passing = {place: spoiled[place] for place in loose if passes(spoiled.get(place, b""))}
    assert all(verify(damaged).to_json() == told for damaged in passing.values())
    assert len(passing) < len(loose) / 7


def passes(xml: bytes) -> bool:
    """Tell whether the signature of ``xml`` passes, and it is not merely spelled differently."""
    try:
        return verify(xml).sub_indication is None and canonical(parse(xml)) != FORMS.archived
    except Unreadable:
        return False


def test_a_base64_of_a_token_has_one_spelling() -> None:
    """Octets would change unnoticed between two readers of the same document."""
    values = re.findall(rb"<xades:EncapsulatedTimeStamp>([^<]+)<", FORMS.renewed)
    assert len(values) == 3
    for value in values:
        assert b64decode(value)
        broken = FORMS.renewed.replace(value, value[:64] + b"\n" + value[64:])
        assert verify(broken).checks[-1].name in {"base64", "schema"}


def test_a_naive_look_is_not_enough() -> None:
    """A decoy of our element elsewhere in the tree would be read for the real one."""
    decoy = FORMS.issued.replace(
        b"</ds:Object>",
        b'<twin:Twin xmlns:twin="urn:peyvand:twin:1" digest="00"></twin:Twin></ds:Object>',
    )
    assert twin_digest(parse(decoy)) is None
    assert verify_document(decoy, policy=POLICY, at=NOW).checks[-1].name == "schema"
