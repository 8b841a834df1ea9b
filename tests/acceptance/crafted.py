"""Well signed messages that no honest programme would write."""

from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree

from simulators.kit.wss.sign import sign_envelope
from simulators.kit.wss.words import WSSE, WSU_ID, only, soap_part
from tests.acceptance.parties import NOTARIES, Keyring, ticking_now

Edit = Callable[[bytes], bytes]


def edited(request: bytes, edit: Edit, keys: Keyring, name: str = NOTARIES) -> bytes:
    """Return the signed ``request`` as ``edit`` leaves it, signed anew by the agency ``name``."""
    root = etree.fromstring(request)
    header = soap_part(root, "Header")
    header.remove(only(header, WSSE, "Security"))
    for element in root.iter():
        element.attrib.pop(WSU_ID, "")
    changed = edit(etree.tostring(root, encoding="utf-8"))
    assert changed != etree.tostring(root, encoding="utf-8"), "the edit found nothing to change"
    files = keys.key(name)
    key = load_pem_private_key(files.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return sign_envelope(changed, key, certificate.public_bytes(Encoding.DER), ticking_now())


def replacing(old: str, new: str) -> Edit:
    """Return the edit that puts ``new`` in the place of the first ``old``."""
    return lambda octets: octets.replace(old.encode(), new.encode(), 1)
