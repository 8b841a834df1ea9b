"""From level to level: what is added, where, and that nothing else moves."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from schemas import soap
from schemas.canonical.validation import Level
from schemas.contracts import xsd
from schemas.xml import parse
from signing.augment import (
    add_archive_timestamp,
    add_signature_timestamp,
    add_twin,
    add_validation_data,
    archive_imprint,
    has_twin,
    level_of,
    signature_imprint,
)
from signing.canonicalize import canonical
from signing.keys.pki import KeyKind
from signing.profile import prepare, prepare_receipt
from signing.verify import Policy, verify_document
from signing.xades import sign
from tests.kit.forms import (
    ARCHIVED,
    PROVEN,
    RENEWED,
    STAMPED,
    TWIN,
    Forms,
    archive,
    forms,
    grown,
    stamp,
)
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import clearance, receipt, statement

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
CERTIFICATE = "{urn:peyvand:certificate:1}Certificate"
CLOSED = b"</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"

Step = Callable[[bytes], bytes]


def stamped(xml: bytes) -> bytes:
    return stamp(xml, world(), STAMPED)


def proven(xml: bytes) -> bytes:
    return add_validation_data(xml, world().validation_data(PROVEN))


def archived(xml: bytes) -> bytes:
    return archive(xml, world(), ARCHIVED)


def named(xml: bytes) -> bytes:
    return add_twin(xml, TWIN)


def issued(xml: bytes) -> bytes:
    """Return ``xml`` without its UnsignedProperties, cut out by hand."""
    start, end = xml.find(b"<xades:UnsignedProperties>"), xml.find(CLOSED)
    return xml if start < 0 else xml[:start] + xml[end + len(CLOSED) :]


@pytest.mark.parametrize("kind", KINDS)
def test_each_level_is_known_by_what_it_carries(kind: KeyKind) -> None:
    """The worker would stamp a document twice, or never."""
    for level, xml in forms(kind).by_level.items():
        assert level_of(xml) is level
    made = forms(kind)
    assert level_of(made.named) is Level.B_B
    assert level_of(made.refreshed) is Level.B_LT
    assert {level_of(made.rejudged), level_of(made.renewed)} == {Level.B_LTA}


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_canonical_and_keeps_the_schema(kind: KeyKind) -> None:
    """A form that is not its own canonical form loses its timestamps in the next tool."""
    for xml in forms(kind).every:
        root = parse(xml)
        assert canonical(root) == xml
        assert xsd("hub/v1/certificate.xsd").validate(root)


def test_receipts_and_statements_grow_as_well() -> None:
    """One builder for every document of the hub; a receipt may be shown in court too."""
    for document, schema in (
        (prepare(statement()), "certificate"),
        (prepare_receipt(receipt()), "receipt"),
    ):
        made = grown(sign(document, world().signer, NOW).xml, world())
        assert xsd(f"hub/v1/{schema}.xsd").validate(parse(made.renewed))
        assert issued(made.renewed) == made.issued


@pytest.mark.parametrize("kind", KINDS)
def test_without_unsigned_properties_it_is_what_left_the_hub(kind: KeyKind) -> None:
    """The digest in the seal and in the evidence log is of the issued octets."""
    made = forms(kind)
    assert {issued(xml) for xml in made.every} == {made.issued}
    root = parse(made.renewed)
    unsigned = root.find(f".//{XADES}UnsignedProperties")
    assert unsigned is not None
    unsigned.getparent().remove(unsigned)  # type: ignore[union-attr]
    assert canonical(root) == made.issued


def test_what_a_timestamp_covers_stays_where_it_is() -> None:
    """One octet moved before an archive timestamp, and years of proof are void."""
    made = forms()
    for before, after in pairwise((made.archived, made.rejudged, made.renewed)):
        kept, rest = before.split(CLOSED)
        assert after.startswith(kept)
        assert after.endswith(rest)


@settings(max_examples=15)
@given(st.text(st.sampled_from("کی\u200cآ&<>\"'\t\n aA۱"), min_size=1, max_size=60))
def test_any_text_grows_unharmed(text: str) -> None:
    """Markup in a name must not be taken for the place where properties go."""
    hostile = f"{text}</xades:QualifyingProperties></ds:Object></ds:Signature></"
    document = prepare(replace(clearance(), deed_text=hostile))
    made = grown(sign(document, world().signer, NOW).xml, world())
    assert [issued(xml) for xml in made.every] == [made.issued] * len(made.every)
    assert canonical(parse(made.renewed)) == made.renewed


@pytest.mark.parametrize(
    "order",
    [p for p in permutations((stamped, proven, named)) if p.index(stamped) < p.index(proven)],
)
def test_the_twin_may_come_at_any_time(order: tuple[Step, ...]) -> None:
    """The PDF is made when first asked for: the place of its name must not depend on when."""
    xml = forms().issued
    for step in order:
        xml = step(xml)
    assert has_twin(xml)
    assert xml.index(b"<twin:Twin") < xml.index(b"<xades:SignatureTimeStamp")
    assert level_of(archived(xml)) is Level.B_LTA


def test_a_twin_is_named_once_and_by_its_digest() -> None:
    """A second name leaves open which PDF is the twin; one after the archive proves nothing."""
    made = forms()
    assert not has_twin(made.issued)
    assert f'<twin:Twin xmlns:twin="urn:peyvand:twin:1" digest="{TWIN.hex()}"></twin:Twin>' in (
        made.named.decode()
    )
    without = archived(proven(stamped(made.issued)))
    for xml, digest in ((made.named, TWIN), (without, TWIN), (made.issued, TWIN[:20])):
        with pytest.raises(ValueError, match="twin"):
            add_twin(xml, digest)


WRONG: list[tuple[Step, Callable[[Forms], bytes]]] = [
    (stamped, lambda made: made.stamped),
    (stamped, lambda made: made.proven),
    (stamped, lambda made: made.archived),
    (proven, lambda made: made.issued),
    (archived, lambda made: made.issued),
    (archived, lambda made: made.stamped),
]


@pytest.mark.parametrize(("step", "form"), WRONG)
def test_a_step_is_not_taken_from_another_level(step: Step, form: Callable[[Forms], bytes]) -> None:
    """A level left out cannot be made good: what it would have proven is gone by then."""
    with pytest.raises(ValueError, match="B-"):
        step(form(forms()))


def test_a_token_over_anything_else_is_refused() -> None:
    """Two documents stamped at once, their tokens exchanged: neither would ever verify."""
    made, of = forms(), world()
    stray = of.token(bytes(32), STAMPED)
    sha512 = of.token(bytes(64), STAMPED, algorithm="sha512")
    good = of.token(signature_imprint(made.issued), STAMPED)
    for token in (stray, sha512, good[:-1], good + b"0", b"", b"0\x00", made.issued):
        with pytest.raises(ValueError, match="timestamp token"):
            add_signature_timestamp(made.issued, token)
        with pytest.raises(ValueError, match="timestamp token"):
            add_archive_timestamp(made.proven, token)


def decoyed(xml: bytes) -> bytes:
    """Return ``xml`` with its signature in other words, and a copy in the hub's before it."""
    start, end = xml.index(b"<ds:Signature "), xml.rindex(b"</")
    own = xml[start:end]
    other = own.replace(b"ds:", b"d:").replace(b":ds", b":d")
    return xml[:start] + b"<decoy>" + own + b"</decoy>" + other + xml[end:]


FOREIGN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another document": lambda _: b"<a></a>",
    "not signed": lambda _: prepare(clearance()).xml,
    "cut off": lambda xml: xml[:-1],
    "printed prettily": lambda xml: xml.replace(b"><", b">\n<"),
    "declared": lambda xml: b'<?xml version="1.0"?>' + xml,
    "empty properties": lambda xml: xml.replace(
        b"</xades:QualifyingProperties>",
        b"<xades:UnsignedProperties></xades:UnsignedProperties></xades:QualifyingProperties>",
    ),
    "another prefix": lambda xml: canonical(
        parse(xml.replace(b"xades:", b"x:").replace(b":xades", b":x"))
    ),
    "another prefix behind a decoy": lambda xml: decoyed(xml),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_what_did_not_leave_the_hub_is_refused(change: Callable[[bytes], bytes]) -> None:
    """A property put at a guessed place would be signed rubbish."""
    other = change(forms().issued)
    for step in (level_of, has_twin, signature_imprint, archive_imprint, named, stamped):
        with pytest.raises(ValueError, match=r"well-formed|canonical|signature"):
            step(other)


def test_years_of_archiving_stay_in_bounds() -> None:
    """Twenty years on, the document must still be within what a verifier reads."""
    xml, of = forms().renewed, world()
    sizes = [len(xml)]
    for _ in range(18):
        xml = archived(add_validation_data(xml, of.validation_data(ARCHIVED)))
        sizes.append(len(xml))
    assert max(b - a for a, b in pairwise(sizes)) < 8_192
    assert len(xml) < 160_000
    ids = [one.get("Id") for one in parse(xml).iter() if one.get("Id")]
    assert len(ids) == len(set(ids)) == 4 + 1 + 20


@pytest.mark.parametrize("version", list(soap.SoapVersion))
def test_the_levels_survive_an_envelope(version: soap.SoapVersion) -> None:
    """A form cut out of an answer, whatever was in scope there, is octet for octet the same."""
    scope = b'<h:C xmlns:h="urn:h" xmlns="urn:d" xmlns:twin="urn:t" xmlns:xades141="urn:a">%s</h:C>'
    for xml in (forms().stamped, forms().proven, forms().archived, forms().renewed):
        found = parse(soap.wrap(version, scope % xml)).find(f".//{CERTIFICATE}")
        assert found is not None
        cut = etree.tostring(found, with_tail=False)
        assert canonical(parse(cut)) == xml
        report = verify_document(cut, policy=Policy(world().anchors), at=RENEWED)
        assert report.found is not None
        assert report.found.level is level_of(xml)
