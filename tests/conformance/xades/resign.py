"""Tools of a forger who has got at the signing key: change a document, then sign it anew."""

from base64 import b64encode
from hashlib import sha256

from lxml import etree

from schemas.xml import parse
from signing.canonicalize import canonical
from signing.signer import Signer

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"


def one(root: etree._Element, name: str) -> etree._Element:
    """Return the first element of ``name`` below ``root``."""
    found = root.find(f".//{name}")
    assert found is not None
    return found


def resign(root: etree._Element, signer: Signer) -> bytes:
    """Return ``root`` with digests and signature made anew over what stands in it."""
    signature = one(root, f"{DS}Signature")
    bare = parse(canonical(root))
    copied = one(bare, f"{DS}Signature")
    parent = copied.getparent()
    assert parent is not None
    parent.remove(copied)
    contents = [canonical(bare), canonical(one(signature, f"{XADES}SignedProperties"))]
    references = signature.findall(f".//{DS}Reference")
    for reference, octets in zip(references, contents, strict=False):
        one(reference, f"{DS}DigestValue").text = b64encode(sha256(octets).digest()).decode()
    value = signer.sign(canonical(one(signature, f"{DS}SignedInfo")))
    one(signature, f"{DS}SignatureValue").text = b64encode(value).decode()
    return canonical(root)
