"""Where each certificate and each word on revocation goes, and what is not written twice."""

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from lxml import etree

from schemas.canonical.validation import ValidationData
from schemas.xml import XmlRefused, parse
from signing.augment import (
    add_signature_timestamp,
    add_validation_data,
    archive_imprint,
    signature_imprint,
)
from signing.keys.pki import KeyKind
from signing.profile import prepare
from tests.kit.forms import ARCHIVED, PROVEN, RENEWED, STAMPED, archive, forms, stamper_data
from tests.kit.nodes import TIMESTAMPS, Node, node
from tests.kit.pki import World, other_world, world
from tests.vectors.certificates.samples import clearance

XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
XADES141 = "{http://uri.etsi.org/01903/v1.4.1#}"
SIGNER = f"{XADES}RevocationValues", f"{XADES}CertificateValues"
STAMPER = (f"{XADES141}TimeStampValidationData",)
KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")


def unsigned(xml: bytes) -> list[etree._Element]:
    """Return the unsigned properties, in order."""
    found = parse(xml).find(f".//{XADES}UnsignedSignatureProperties")
    return [] if found is None else list(found)


def held(xml: bytes, tags: tuple[str, ...], value: str) -> set[bytes]:
    """Return the values called ``value`` in the properties with ``tags``."""
    return {
        b64decode(one.text or "")
        for element in unsigned(xml)
        if element.tag in tags
        for one in element.iter(f"{XADES}Encapsulated{value}")
    }


def plain(element: etree._Element) -> bytes:
    """Return the exclusive canonical form as the standard library makes it, without libxml2."""
    alone = etree.tostring(element, with_tail=False, encoding="unicode")
    return ElementTree.canonicalize(alone).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_timestamp_covers_the_value_alone(kind: KeyKind) -> None:
    """Clause 5.3: the element SignatureValue, in the form that the property names."""
    xml = forms(kind).named
    value = xml[xml.index(b"<ds:SignatureValue>") : xml.index(b"<ds:KeyInfo>")]
    declared = value.replace(b">", b' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">', 1)
    assert signature_imprint(xml) == sha256(declared).digest()


@pytest.mark.parametrize("kind", KINDS)
def test_the_archive_timestamp_covers_everything(kind: KeyKind) -> None:
    """Clause 5.5.2.2: what is left out could be exchanged, once its algorithms are broken."""
    for xml in (forms(kind).refreshed, forms(kind).rejudged):
        signature = parse(xml)[-1]
        info, value, key_info, holder = signature
        parts = (holder[0][0], info, value, key_info, *holder[0][1][0])
        octets = prepare(clearance()).xml + b"".join(map(plain, parts))
        assert archive_imprint(xml) == sha256(octets).digest()


@pytest.mark.parametrize("kind", KINDS)
def test_every_written_part_is_its_canonical_form(kind: KeyKind) -> None:
    """Two canonicalizers, ours and the standard library's, must see the same octets."""
    for element in unsigned(forms(kind).renewed):
        form = etree.tostring(element, method="c14n", exclusive=True)
        assert form == plain(element)
        assert form.startswith(b"<%s xmlns:" % (element.prefix + ":" + _local(element)).encode())


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def test_each_chain_has_its_own_place() -> None:
    """Clauses 5.4 and 5.5.1: a verifier looks for a stamper's data beside its timestamp."""
    data = world().validation_data(PROVEN)
    xml = add_validation_data(forms().stamped, data)
    on_signer, on_stamper = data.ocsp_responses
    assert held(xml, SIGNER, "OCSPValue") == {on_signer}
    assert held(xml, SIGNER, "CRLValue") == set(data.crls)
    assert held(xml, STAMPER, "OCSPValue") == {on_stamper}
    assert held(xml, STAMPER, "CRLValue") == set()


def stamped_by_strangers() -> tuple[bytes, World]:
    """Return a document stamped by a TSA under another root, its certificates left out."""
    xml, other = forms().named, other_world()
    token = other.token(signature_imprint(xml), STAMPED, certificates=False)
    return add_signature_timestamp(xml, token), other


def test_a_stamper_of_another_house_brings_all_of_its_own() -> None:
    """Most authorities buy time elsewhere: nothing of that chain belongs to the signer."""
    xml, other = stamped_by_strangers()
    ours, theirs = world().validation_data(PROVEN), other.validation_data(PROVEN)
    theirs = ValidationData(
        (*theirs.certificates, other.root_node.der), theirs.ocsp_responses[1:], other.crls(PROVEN)
    )
    grown = add_validation_data(xml, ours | theirs)
    along = {other.responder.der}
    assert held(grown, STAMPER, "X509Certificate") == set(theirs.certificates) - along
    assert held(grown, STAMPER, "CRLValue") == set(theirs.crls)
    assert held(grown, STAMPER, "OCSPValue") == set(theirs.ocsp_responses)
    assert held(grown, SIGNER, "CRLValue") == set(ours.crls)
    assert held(grown, SIGNER, "OCSPValue") == set(ours.ocsp_responses)


def by_key(token: bytes, tsa: Node) -> bytes:
    """Return ``token`` naming its signer by the key's identifier; its signature is void by that."""
    content = cms.ContentInfo.load(token)
    identifier = x509.Certificate.load(tsa.der).key_identifier
    named = cms.SignerIdentifier("subject_key_identifier", identifier)
    content["content"]["signer_infos"][0]["sid"] = named
    return bytes(content.dump(force=True))


@pytest.mark.parametrize("name_by_key", [False, True])
def test_a_stamper_that_came_without_certificates_gets_them(name_by_key: bool) -> None:
    """Many authorities send a token alone; RFC 5652 lets it name its signer in two ways."""
    of = world()
    token = of.token(signature_imprint(forms().named), STAMPED, certificates=False)
    stamped = add_signature_timestamp(
        forms().named, by_key(token, of.tsa) if name_by_key else token
    )
    xml = add_validation_data(stamped, of.validation_data(PROVEN))
    assert held(xml, STAMPER, "X509Certificate") == {of.tsa.der}
    assert held(xml, SIGNER, "X509Certificate") == set()


def test_what_both_chains_need_stands_with_the_signers() -> None:
    """A timestamp's own data are those that nothing else brings."""
    of = world()
    on_both = of.ocsp(PROVEN, on=of.issuing, responder=of.root_node)
    data = of.validation_data(PROVEN) | ValidationData(ocsp_responses=(on_both,))
    xml = add_validation_data(forms().stamped, data)
    assert held(xml, SIGNER, "OCSPValue") == {data.ocsp_responses[0], on_both}


def test_a_serial_number_is_one_authoritys() -> None:
    """Authorities that count from one share numbers; an answer is on the name and number."""
    of, other = world(), other_world()
    tsa = node("TSA", other.issuing, TIMESTAMPS, serial=of.leaf.serial)
    imprint = signature_imprint(forms().named)
    stamped = add_signature_timestamp(forms().named, other.token(imprint, STAMPED, tsa=tsa))
    on_signer, on_tsa = of.ocsp(PROVEN), other.ocsp(PROVEN, on=tsa)
    xml = add_validation_data(stamped, ValidationData(ocsp_responses=(on_signer, on_tsa)))
    assert held(xml, SIGNER, "OCSPValue") == {on_signer}
    assert held(xml, STAMPER, "OCSPValue") == {on_tsa}


def test_certificates_that_came_along_are_not_written_again() -> None:
    """Clause 6.3 would have none twice; two spellings of one thing are two things to check."""
    of = world()
    along = (of.leaf.der, of.issuing.der, of.tsa.der, of.responder.der)
    data = ValidationData((*along, of.root_node.der), (of.ocsp(PROVEN),), of.crls(PROVEN))
    xml = add_validation_data(forms().stamped, data)
    assert held(xml, (*SIGNER, *STAMPER), "X509Certificate") == {of.root_node.der}


def test_a_responder_that_did_not_come_along_stands_with_those_it_speaks_for() -> None:
    """An answer whose responder is nowhere proves nothing."""
    of = world()
    answer = of.ocsp(PROVEN, certificates=())
    xml = add_validation_data(forms().stamped, ValidationData((of.responder.der,), (answer,)))
    assert held(xml, SIGNER, "X509Certificate") == {of.responder.der}


def test_the_same_data_again_change_nothing() -> None:
    """The worker asks once a turn and may prove and archive in the same one."""
    data = world().validation_data(PROVEN)
    xml = add_validation_data(forms().stamped, data)
    assert add_validation_data(xml, data) == xml
    assert add_validation_data(xml, ValidationData()) == xml
    archived = archive(xml, world(), ARCHIVED)
    assert add_validation_data(archived, data) == archived
    last = stamper_data(world(), RENEWED)
    rejudged = add_validation_data(forms().archived, last)
    assert add_validation_data(rejudged, last) == rejudged
    assert add_validation_data(forms().archived, ValidationData()) == forms().archived


def test_later_data_join_those_of_the_same_timestamp() -> None:
    """A second answer must not push out the first: each proves another day."""
    data, later = stamper_data(world(), RENEWED), stamper_data(world(), RENEWED + timedelta(days=1))
    xml = add_validation_data(add_validation_data(forms().archived, data), later)
    both = add_validation_data(forms().archived, data | later)
    assert xml == both
    assert [one.tag for one in unsigned(xml)].count(*STAMPER) == 2


def test_what_judges_an_archive_timestamp_follows_it() -> None:
    """The next archive timestamp covers only what stands before it."""
    first, second = (f"certificate-{clearance().number}-archive-{n}" for n in (1, 2))
    *_, archived, data, renewed = unsigned(forms().renewed)
    assert (archived.get("Id"), renewed.get("Id")) == (first, second)
    assert data.get("URI") == f"#{first}"
    stamp = next(one for one in unsigned(forms().renewed) if one.tag in STAMPER)
    assert stamp.get("URI") == f"#certificate-{clearance().number}-timestamp"


def test_no_revocation_data_make_no_level() -> None:
    """B-LT without them would pass where nobody asks for revocation, and only there."""
    with pytest.raises(ValueError, match="revocation"):
        add_validation_data(forms().stamped, ValidationData((world().root_node.der,)))
    with pytest.raises(ValueError, match="revocation"):
        add_validation_data(
            forms().stamped, ValidationData(ocsp_responses=(world().tsa_ocsp(PROVEN),))
        )


def unsuccessful() -> bytes:
    """Return an OCSP response that answers nothing."""
    later = ocsp.OCSPResponseStatus.TRY_LATER
    return ocsp.OCSPResponseBuilder.build_unsuccessful(later).public_bytes(Encoding.DER)


@pytest.mark.parametrize("kind", ["certificates", "ocsp_responses", "crls"])
def test_what_cannot_be_read_is_not_written(kind: str) -> None:
    """The worker knows one error for whatever an authority sends; another would stop its turn."""
    data = world().validation_data(PROVEN)
    (der, *_) = getattr(data, kind)
    for bad in (b"", b"no", der[:-1], unsuccessful(), forms().issued):
        with pytest.raises(ValueError, match=r"DER|be read|asn1"):
            add_validation_data(forms().stamped, replace(data, **{kind: (bad,)}))


def test_what_no_verifier_would_read_is_not_written() -> None:
    """A list of a whole country's revocations would make every copy of a certificate unreadable."""
    short = world().crls(PROVEN)[0]
    too_long, long, longer = (short + bytes(more) for more in (524_288, 450_000, 450_001))
    with pytest.raises(ValueError, match="schema"):
        add_validation_data(forms().stamped, ValidationData(crls=(too_long,)))
    with pytest.raises(XmlRefused, match="too-large"):
        add_validation_data(forms().stamped, ValidationData(crls=(long, longer)))
