"""zeep asks us: with our stand-in's signer, and with zeep's own signing on libxmlsec."""

from datetime import timedelta
from pathlib import Path

import pytest
import zeep
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from schemas.soap import SOAP_11, WSA, WSU, SoapVersion
from simulators.kit.wss.check import ReplyUntrusted, check_reply
from simulators.notary_offices.client import NotaryOffice
from tests.conformance.wss.conftest import NOW, p256
from tests.conformance.wss.forging import Desk, Identity, at
from tests.conformance.wss.hub import NAMESPACE, Hub
from tests.conformance.wss.judge import Judge
from tests.conformance.wss.sloppy import instant

WSDL = str(Path(__file__).parents[3] / "schemas/hub/v1/article37.wsdl")
CASE = "123e4567-e89b-42d3-a456-426614174000"


@pytest.fixture(params=["p256", "rsa2048"])
def identity(request: pytest.FixtureRequest, sender: Identity, rsa_sender: Identity) -> Identity:
    return sender if request.param == "p256" else rsa_sender


def _pem(identity: Identity) -> tuple[bytes, bytes]:
    certificate = x509.load_der_x509_certificate(identity.cert)
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key, certificate.public_bytes(Encoding.PEM)


def _endpoint(hub: Hub) -> str:
    return f"http://127.0.0.1:{hub.server_port}/soap/article37/v1"


def _office(hub: Hub, identity: Identity, version: SoapVersion) -> NotaryOffice:
    return NotaryOffice(
        WSDL,
        *_pem(identity),
        _pem(hub.identity)[1],
        _endpoint(hub),
        soap12=version is SoapVersion.V12,
        clock=lambda: NOW,
    )


def test_the_stand_in_and_the_profile_understand_each_other(
    hub: Hub, identity: Identity, version: SoapVersion
) -> None:
    """The notary's stand-in, and every demonstration built on it, would be refused."""
    hub_certificate = x509.load_der_x509_certificate(hub.identity.cert)
    with _office(hub, identity, version) as office:
        request = office.build("GetAnswer", "urn:uuid:7", CaseId=CASE)
        assert etree.QName(etree.fromstring(request)).namespace == version.value
        reply = office.post("GetAnswer", request).content
    assert hub.codes == ["accepted"]
    assert hub.accepted == [CASE]
    check_reply(reply, hub_certificate, "urn:uuid:7")
    forged = {
        "changed": reply.replace(b"pending", b"granted"),
        "unsigned": etree.tostring(_without_security(reply)),
        "broken": reply[:-1],
    }
    for octets in forged.values():
        with pytest.raises(ReplyUntrusted):
            check_reply(octets, hub_certificate, "urn:uuid:7")
    with pytest.raises(ReplyUntrusted, match="another message"):
        check_reply(reply, hub_certificate, "urn:uuid:8")
    with pytest.raises(ReplyUntrusted, match="another certificate"):
        check_reply(reply, x509.load_der_x509_certificate(p256().cert), "urn:uuid:7")


def _without_security(reply: bytes) -> etree._Element:
    root = etree.fromstring(reply)
    security = at(root, "//wsse:Security")
    security.getparent().remove(security)
    return root


def _addressed(endpoint: str) -> etree._Element:
    """Return what zeep builds from the WSDL, its own WS-Addressing headers included."""
    client = zeep.Client(WSDL)
    service = client.create_service(f"{{{NAMESPACE}}}Article37Soap11", endpoint)
    return client.create_message(service, "GetAnswer", CaseId=CASE)


def test_zeeps_own_signing_is_accepted_with_the_addressing_added(
    judge: Judge, identity: Identity, tmp_path: Path
) -> None:
    """An office that signs with zeep and xmlsec, as docs/ws-security.md says, would be refused."""
    xmlsec = pytest.importorskip("xmlsec", reason="the xmlsec binding is missing")
    signature = pytest.importorskip("zeep.wsse.signature")
    envelope = _addressed("https://hub.example/soap")
    rsa_key = isinstance(identity.key, rsa.RSAPrivateKey)
    method = xmlsec.Transform.RSA_SHA256 if rsa_key else xmlsec.Transform.ECDSA_SHA256
    key_file, certificate_file = tmp_path / "key.pem", tmp_path / "certificate.pem"
    for path, pem in zip((key_file, certificate_file), _pem(identity), strict=True):
        path.write_bytes(pem)
    _stamp(envelope)
    plugin = signature.BinarySignature(
        key_file, certificate_file, None, method, xmlsec.Transform.SHA256
    )
    plugin.apply(envelope, {})
    assert judge.code(etree.tostring(envelope)) == "wss.addressing-not-signed"
    _sign_addressing(envelope, plugin, xmlsec)
    message = judge.accept(etree.tostring(envelope))
    assert message.action == f"{NAMESPACE}:GetAnswer"


def _stamp(envelope: etree._Element) -> None:
    """Add the Timestamp, which zeep signs when it is there."""
    from zeep.wsse.utils import get_security_header

    timestamp = etree.SubElement(get_security_header(envelope), f"{{{WSU}}}Timestamp")
    for name, moment in (("Created", NOW), ("Expires", NOW + timedelta(minutes=5))):
        etree.SubElement(timestamp, f"{{{WSU}}}{name}").text = instant(moment)


def _sign_addressing(envelope: etree._Element, plugin: object, xmlsec: object) -> None:
    """Add the addressing headers to zeep's signature and compute it once more."""
    from zeep.wsse import signature as machinery

    context = xmlsec.SignatureContext()
    context.key = machinery._make_sign_key(plugin.key_data, plugin.cert_data, None)
    signed = next(envelope.iter("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    for element in envelope.iter():
        if f"{{{WSU}}}Id" in element.attrib:
            context.register_id(element, "Id", WSU)
    for block in envelope.find(f"{{{SOAP_11}}}Header"):
        if etree.QName(block).namespace == WSA:
            machinery._sign_node(context, signed, block, plugin.digest_method)
    context.sign(signed)


def test_zeep_verifies_what_we_seal(desk: Desk, sender: Identity, tmp_path: Path) -> None:
    """An office that checks replies with zeep and xmlsec would refuse the hub's."""
    signature = pytest.importorskip("zeep.wsse.signature")
    pytest.importorskip("xmlsec", reason="the xmlsec binding is missing")
    path = tmp_path / "certificate.pem"
    path.write_bytes(_pem(sender)[1])
    signature.verify_envelope(desk.tree(), path)
    forged = etree.fromstring(desk.signed.replace(b"0012345679", b"0012345678"))
    with pytest.raises(zeep.exceptions.SignatureVerificationFailed):
        signature.verify_envelope(forged, path)
