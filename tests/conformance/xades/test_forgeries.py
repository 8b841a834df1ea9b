"""Named forgeries of a certificate, each refused at the check that is meant for it."""

from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from schemas.canonical.steps import ToBeSigned
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import prepare
from signing.verify import verify_document
from signing.verify.dissect import decode
from signing.verify.report import Refused
from signing.xades import sign
from tests.conformance.xades.resign import DS, XADES, one, resign
from tests.vectors.certificates.samples import NOW, clearance, pki

GENUINE = sign(prepare(clearance()), pki().signer, NOW).xml
SIGNATURE = f"{DS}Signature"
C = "{urn:peyvand:certificate:1}"
Forge = Callable[[etree._Element], bytes | None]
Forgery = tuple[str, str, Forge]


def two_signatures(root: etree._Element) -> None:
    root.append(deepcopy(one(root, SIGNATURE)))


def signature_first(root: etree._Element) -> None:
    root.insert(0, one(root, SIGNATURE))


def signature_inside(root: etree._Element) -> None:
    one(root, f"{C}Facts").append(one(root, SIGNATURE))


def text_behind(root: etree._Element) -> None:
    one(root, SIGNATURE).tail = "GRANTED"


def no_signature(root: etree._Element) -> None:
    root.remove(one(root, SIGNATURE))


def moved_root(root: etree._Element) -> bytes:
    return b"<x>%s</x>" % canonical(root)


def genuine_within_forged(root: etree._Element) -> bytes:
    """Put the genuine document, whole, where a lenient verifier finds it by its Id."""
    forged = parse(GENUINE.replace(b">GRANTED<", b">REFUSED<"))
    one(forged, f"{DS}Object").append(root)
    return canonical(forged)


def forged_with_genuine_signature_object(root: etree._Element) -> bytes:
    """Wrap the signed content in the Object of a forged document that keeps the signature."""
    forged = parse(GENUINE.replace(b">GRANTED<", b">REFUSED<"))
    root.remove(one(root, SIGNATURE))
    etree.SubElement(one(forged, SIGNATURE), f"{DS}Object").append(root)
    return canonical(forged)


def decoy_properties_first(root: etree._Element) -> None:
    signature = one(root, SIGNATURE)
    decoy = deepcopy(one(signature, f"{DS}Object"))
    one(decoy, f"{XADES}SigningTime").text = "2020-01-01T00:00:00Z"
    signature.insert(3, decoy)


def decoy_properties_in_the_same_object(root: etree._Element) -> None:
    holder = one(root, f"{DS}Object")
    holder.insert(0, deepcopy(holder[0]))


def decoy_with_another_id(root: etree._Element) -> bytes:
    """Read one SignedProperties, digest another: the Reference leads elsewhere."""
    one(root, f"{XADES}SignedProperties").set("Id", "decoy")
    return resign(root, pki().signer)


def target_elsewhere(root: etree._Element) -> bytes:
    one(root, f"{XADES}QualifyingProperties").set("Target", "#other")
    return resign(root, pki().signer)


def format_of_another_object(root: etree._Element) -> bytes:
    one(root, f"{XADES}DataObjectFormat").set("ObjectReference", "#other")
    return resign(root, pki().signer)


def repeated_id(root: etree._Element) -> bytes:
    one(root, SIGNATURE).set("Id", f"{root.get('Id')}-properties")
    one(root, f"{XADES}QualifyingProperties").set("Target", f"#{root.get('Id')}-properties")
    return resign(root, pki().signer)


def id_on_the_object(root: etree._Element) -> None:
    one(root, f"{DS}Object").set("Id", str(root.get("Id")))


def whole_document_reference(root: etree._Element) -> bytes:
    one(root, f"{DS}Reference").set("URI", "")
    return resign(root, pki().signer)


def third_reference(root: etree._Element) -> bytes:
    info = one(root, f"{DS}SignedInfo")
    info.append(deepcopy(info[2]))
    return resign(root, pki().signer)


def swapped_references(root: etree._Element) -> bytes:
    info = one(root, f"{DS}SignedInfo")
    info.append(info[2])
    return resign(root, pki().signer)


def untyped_properties(root: etree._Element) -> bytes:
    del one(root, f"{DS}SignedInfo")[3].attrib["Type"]
    return resign(root, pki().signer)


def nested_content_type(root: etree._Element) -> bytes:
    one(root, f"{DS}Reference").set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest")
    return resign(root, pki().signer)


def set_algorithm(name: str, value: str, place: int = 0) -> Forge:
    def forge(root: etree._Element) -> bytes:
        root.findall(f".//{name}")[place].set("Algorithm", value)
        return resign(root, pki().signer)

    return forge


def lost_transform(root: etree._Element) -> bytes:
    transforms = root.findall(f".//{DS}Transforms")[0]
    transforms.remove(transforms[1])
    return resign(root, pki().signer)


def transform_with_content(root: etree._Element) -> bytes:
    transform = one(root, f"{DS}Transform")
    etree.SubElement(transform, f"{DS}XPath").text = "self::text()"
    return resign(root, pki().signer)


def hmac_key(root: etree._Element) -> bytes:
    """Sign with the public certificate as a shared secret."""
    return set_algorithm(f"{DS}SignatureMethod", f"{DS[1:-1]}hmac-sha256")(root) or b""


def key_of_a_stranger(root: etree._Element) -> bytes:
    one(root, f"{DS}X509Certificate").text = b64encode(
        pki("rsa2048").signer.certificate_der
    ).decode()
    return canonical(root)


def stranger_s_key_and_reference(root: etree._Element) -> bytes:
    """Sign everything anew with a key of one's own."""
    return sign(prepare(clearance()), pki("rsa2048").signer, NOW).xml


def stranger_under_our_name(root: etree._Element) -> bytes:
    """Keep our issuer and serial, but name the stranger's certificate digest."""
    other = parse(sign(prepare(clearance()), pki("rsa2048").signer, NOW).xml)
    serial = one(root, f"{XADES}IssuerSerialV2").text
    one(other, f"{XADES}IssuerSerialV2").text = serial
    return resign(other, pki("rsa2048").signer)


def spare_certificate(root: etree._Element) -> None:
    etree.SubElement(one(root, f"{DS}X509Data"), f"{DS}X509Certificate").text = b64encode(
        pki("rsa2048").signer.certificate_der
    ).decode()


def key_value(root: etree._Element) -> None:
    etree.SubElement(one(root, f"{DS}KeyInfo"), f"{DS}KeyName").text = "other"


def broken_lines(root: etree._Element) -> None:
    value = one(root, f"{DS}SignatureValue")
    value.text = f"{(value.text or '')[:40]}\n{(value.text or '')[40:]}"


def trailing_bits(root: etree._Element) -> None:
    """Spell the same octets otherwise: the last character's unused bits are set."""
    value = one(root, f"{DS}SignatureValue")
    text = value.text or ""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    place = len(text.rstrip("=")) - 1
    value.text = text[:place] + alphabet[alphabet.index(text[place]) + 1] + text[place + 1 :]


def der_signature(root: etree._Element) -> None:
    one(root, f"{DS}SignatureValue").text = b64encode(b"\x30" * 70).decode()


def no_rs(root: etree._Element) -> None:
    """Claim the signature (0, 0), which faulty ECDSA code takes for anybody's."""
    one(root, f"{DS}SignatureValue").text = b64encode(bytes(64)).decode()


def edited_decision(root: etree._Element) -> None:
    one(root, f"{C}Decision").text = "REFUSED"


def edited_time(root: etree._Element) -> None:
    one(root, f"{XADES}SigningTime").text = "2026-11-22T08:30:01Z"


def schema_type(root: etree._Element) -> None:
    root.set("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "urn:a b")


def hour_twenty_four(root: etree._Element) -> bytes:
    one(root, f"{XADES}SigningTime").text = "2026-11-22T24:00:00Z"
    return resign(root, pki().signer)


def comment_in_the_decision(root: etree._Element) -> bytes:
    return GENUINE.replace(b">GRANTED<", b">GRA<!---->NTED<")


def instruction(root: etree._Element) -> bytes:
    return GENUINE.replace(b"<Decision>", b"<?x y?><Decision>")


def entity(root: etree._Element) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY e "GRANTED">]>' + GENUINE.replace(b">GRANTED<", b">&e;<")


def other_number(root: etree._Element) -> bytes:
    """Let the Id, which the Reference names, and the Number, which people read, differ."""
    document = prepare(clearance())
    xml = document.xml.replace(b"<Number>37-1405-0000000123-1", b"<Number>37-1405-0000000124-1")
    forged = ToBeSigned(document.kind, document.number, document.element_id, xml)
    return sign(forged, pki().signer, NOW).xml


def other_type(root: etree._Element) -> bytes:
    document = prepare(clearance())
    xml = document.xml.replace(b"<Type>article37", b"<Type>debt-statement")
    forged = ToBeSigned(document.kind, document.number, document.element_id, xml)
    return sign(forged, pki().signer, NOW).xml


SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
FORGERIES: list[Forgery] = [
    ("one-signature", "more-than-one", two_signatures),
    ("one-signature", "misplaced", signature_first),
    ("one-signature", "misplaced", signature_inside),
    ("one-signature", "misplaced", text_behind),
    ("one-signature", "missing", no_signature),
    ("kind", "unknown-root", moved_root),
    ("one-signature", "more-than-one", genuine_within_forged),
    ("schema", "not-valid", forged_with_genuine_signature_object),
    ("schema", "not-valid", decoy_properties_first),
    ("schema", "not-valid", decoy_properties_in_the_same_object),
    ("references", "properties", decoy_with_another_id),
    ("references", "target", target_elsewhere),
    ("references", "data-object", format_of_another_object),
    ("schema", "not-valid", repeated_id),
    ("schema", "not-valid", id_on_the_object),
    ("references", "content", whole_document_reference),
    ("schema", "not-valid", third_reference),
    ("references", "reference-id", swapped_references),
    ("references", "properties-type", untyped_properties),
    ("references", "content", nested_content_type),
    ("algorithms", "digest", set_algorithm(f"{DS}DigestMethod", SHA1)),
    ("algorithms", "digest", set_algorithm(f"{DS}DigestMethod", SHA1, 1)),
    ("algorithms", "certificate-digest", set_algorithm(f"{DS}DigestMethod", SHA1, 2)),
    ("algorithms", "signature", set_algorithm(f"{DS}SignatureMethod", f"{DS[1:-1]}rsa-sha1")),
    ("algorithms", "signature", hmac_key),
    (
        "algorithms",
        "canonicalization",
        set_algorithm(
            f"{DS}CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        ),
    ),
    (
        "algorithms",
        "transforms",
        set_algorithm(f"{DS}Transform", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
    ),
    ("algorithms", "transforms", lost_transform),
    ("schema", "not-valid", transform_with_content),
    (
        "signature",
        "key-kind",
        set_algorithm(f"{DS}SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    ),
    ("signing-certificate", "digest", key_of_a_stranger),
    ("signing-certificate", "issuer-serial", stranger_under_our_name),
    ("chain", "no-trust-anchor", stranger_s_key_and_reference),
    ("chain", "not-issued-by-the-next", spare_certificate),
    ("schema", "not-valid", key_value),
    ("base64", "not-base64", broken_lines),
    ("schema", "not-valid", trailing_bits),
    ("signature", "length", der_signature),
    ("signature", "value", no_rs),
    ("digest", "content", edited_decision),
    ("digest", "properties", edited_time),
    ("digest", "content", schema_type),
    ("schema", "instant", hour_twenty_four),
    ("well-formed", "comment", comment_in_the_decision),
    ("well-formed", "processing-instruction", instruction),
    ("well-formed", "dtd", entity),
    ("content", "id", other_number),
    ("content", "certificate-number.type", other_type),
]


@pytest.mark.parametrize(
    ("check", "detail", "forge"), FORGERIES, ids=[f"{i}-{f[1]}" for i, f in enumerate(FORGERIES)]
)
def test_each_forgery_is_refused_at_its_check(check: str, detail: str, forge: Forge) -> None:
    """A forgery that passes, or is caught only by chance further down, is a hole."""
    root = parse(GENUINE)
    forged = forge(root) or canonical(root)
    report = verify_document(forged, policy=pki().policy, at=NOW)
    assert not report.ok
    assert (report.checks[-1].name, report.checks[-1].detail) == (check, detail)
    assert report.number is None
    assert report.facts == {}


def test_base64_has_one_spelling_whatever_the_schema_thinks() -> None:
    """Unused bits are free in lenient decoders; libxml2 refuses them first, others may not."""
    element = etree.Element("x")
    element.text = "QR=="
    with pytest.raises(Refused, match="not-canonical"):
        decode(element)


def test_signing_anew_without_a_change_is_accepted() -> None:
    """The forger's tools themselves are right, so the refusals above are for the change alone."""
    assert verify_document(resign(parse(GENUINE), pki().signer), policy=pki().policy, at=NOW).ok
