"""Forgeries of algorithms, transforms, references and key information."""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from tests.conformance.wss.forging import Desk, at, edited, forgery, resigned
from tests.conformance.wss.sloppy import (
    DS,
    EXC,
    EXCLUSIVE,
    INC,
    MORE,
    SHA1,
    SHA256,
    SHA512,
    WSSE,
    c14n,
    fragment,
    reference,
)

Root = etree._Element
_SHA1 = hashes.SHA1()  # noqa: S303 - what a forger would like

resigned("sha1-digest", "wss.algorithm", digest=SHA1)
resigned("sha512-digest", "wss.algorithm", digest=SHA512)
resigned("sha1-signature", "wss.algorithm", method=f"{MORE}ecdsa-sha1", hash=_SHA1)
resigned("rsa-sha1-named", "wss.algorithm", method=f"{DS}rsa-sha1")
resigned("rsa-sha256-named-for-an-ecdsa-key", "wss.algorithm", method=f"{MORE}rsa-sha256")
resigned("no-such-method", "wss.algorithm", method="urn:none")


def _canonicalization(name: str, uri: str, inside: str = "") -> None:
    method = f'<ds:CanonicalizationMethod Algorithm="{uri}">{inside}</ds:CanonicalizationMethod>'
    resigned(name, "wss.algorithm", canonicalization=method)


_canonicalization("inclusive-c14n-of-signed-info", INC)
_canonicalization("c14n-with-comments-of-signed-info", f"{EXC}WithComments")
_canonicalization(
    "default-prefix-of-signed-info",
    EXC,
    f'<ec:InclusiveNamespaces xmlns:ec="{EXC}" PrefixList="#default"/>',
)


def _transforms(name: str, *algorithms: str, inside: str = "") -> None:
    chain = "".join(
        f'<ds:Transform Algorithm="{uri}">{inside if uri != EXC else ""}</ds:Transform>'
        for uri in algorithms
    )
    resigned(f"transform-{name}", "wss.transform", transforms=chain)


_transforms("none")
_transforms("inclusive", INC)
_transforms("with-comments", f"{EXC}WithComments")
_transforms("enveloped", f"{DS}enveloped-signature", EXC)
_transforms("base64", f"{DS}base64")
_transforms("twice", EXC, EXC)
_transforms(
    "xpath",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    EXC,
    inside="<ds:XPath>not(ancestor-or-self::*[local-name()='NationalId'])</ds:XPath>",
)
_transforms(
    "xpath-filter-2",
    "http://www.w3.org/2002/06/xmldsig-filter2",
    EXC,
    inside='<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">'
    "//*[local-name()='NationalId']</f:XPath>",
)
_transforms(
    "xslt",
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    EXC,
    inside='<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">'
    "<xsl:template match='/'>0</xsl:template></xsl:stylesheet>",
)
_transforms("str", f"{WSSE[:-4]}#STR-Transform", EXC)
resigned(
    "transform-default-prefix",
    "wss.transform",
    transforms=f'<ds:Transform Algorithm="{EXC}"><ec:InclusiveNamespaces xmlns:ec="{EXC}" '
    'PrefixList="#default"/></ds:Transform>',
)
resigned(
    "transform-of-another-namespace",
    "wss.transform",
    transforms=f'<x:Transform xmlns:x="urn:x" Algorithm="{EXC}"/>',
)


def _extra(name: str, code: str, uri: str) -> None:
    resigned(name, code, extra=reference(uri, EXCLUSIVE, SHA256, bytes(32)))


_extra("extra-reference", "wss.extra-reference", "#id-Nothing")
_extra("extra-reference-to-the-token", "wss.extra-reference", "#token")
_extra("extra-reference-to-the-body-again", "wss.extra-reference", "#id-Body")
_extra("extra-reference-to-the-document", "wss.reference", "")
_extra("extra-reference-outside", "wss.reference", "https://elsewhere.example/body.xml")
_extra("extra-reference-to-an-attachment", "wss.reference", "cid:body")

for _name, _uri in {
    "percent-encoded": "#id%2DBody",
    "with-a-space": "# id-Body",
    "with-a-line-break": "#id-Body&#10;",
    "as-xpointer": "#xpointer(id('id-Body'))",
    "of-the-root": "#xpointer(/)",
    "in-other-case": "#ID-BODY",
}.items():
    resigned(f"body-uri-{_name}", "wss.body-not-signed", uris={"Body": _uri})
resigned("body-uri-absolute", "wss.reference", uris={"Body": "https://hub.example/#id-Body"})


@edited("id-under-a-strange-attribute", "wss.body-not-signed")
def _(root: Root) -> None:
    body = root[-1]
    (name,) = [key for key in body.attrib if key.endswith("Id")]
    body.set("{urn:x}Id", body.attrib.pop(name))


@edited("reference-missing", "wss.body-not-signed")
def _(root: Root) -> None:
    (name,) = [value for key, value in root[-1].attrib.items() if key.endswith("Id")]
    found = at(root, f"//ds:Reference[@URI='#{name}']")
    found.getparent().remove(found)


@edited("signed-info-empty", "wss.signature-shape")
def _(root: Root) -> None:
    for found in root.iter(f"{{{DS}}}Reference"):
        found.tag = "gone"
    etree.strip_elements(root, "gone")


@edited("signed-info-hollow", "wss.signature-shape")
def _(root: Root) -> None:
    signed_info = at(root, "//ds:SignedInfo")
    for child in list(signed_info):
        signed_info.remove(child)


@edited("signed-info-twice", "wss.signature-shape")
def _(root: Root) -> None:
    signature = at(root, "//ds:Signature")
    signature.insert(0, fragment("<ds:SignedInfo/>"))


@edited("reference-of-another-namespace", "wss.signature-shape")
def _(root: Root) -> None:
    at(root, "//ds:Reference").tag = "{urn:x}Reference"


@edited("manifest-instead-of-references", "wss.signature-shape")
def _(root: Root) -> None:
    signed_info = at(root, "//ds:SignedInfo")
    manifest = etree.SubElement(signed_info, f"{{{DS}}}Manifest")
    for found in signed_info.findall(f"{{{DS}}}Reference"):
        manifest.append(found)


@edited("signature-nested", "wss.signature-shape")
def _(root: Root) -> None:
    signature = at(root, "//ds:Signature")
    outer = etree.Element(f"{{{DS}}}Signature")
    signature.getparent().replace(signature, outer)
    outer.append(signature)


def _value(name: str, code: str, text: str) -> None:
    @edited(name, code)
    def _(root: Root) -> None:
        at(root, "//ds:SignatureValue").text = text


_value("signature-of-length-zero", "wss.signature-shape", "")
_value("signature-blank", "wss.signature", " ")
_value("signature-of-zeros", "wss.signature", b64encode(bytes(64)).decode())
_value("signature-of-ones", "wss.signature", b64encode(b"\xff" * 64).decode())
_value("signature-not-base64", "wss.signature-shape", "@@@@")


@edited("signature-in-der", "wss.signature")
def _(root: Root) -> None:
    value = at(root, "//ds:SignatureValue")
    raw = b64decode(value.text)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    value.text = b64encode(encode_dss_signature(r, s)).decode()


@edited("signature-with-a-tail", "wss.signature")
def _(root: Root) -> None:
    value = at(root, "//ds:SignatureValue")
    value.text = b64encode(b64decode(value.text) + b"\0").decode()


@forgery("hmac-with-the-public-key", "wss.algorithm")
def _(desk: Desk) -> bytes:
    root = etree.fromstring(desk.signed_with(method=f"{MORE}hmac-sha256"))
    public = desk.sender.key.public_key()
    secret = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    mac = hmac.new(secret, c14n(at(root, "//ds:SignedInfo")), sha256).digest()
    at(root, "//ds:SignatureValue").text = b64encode(mac).decode()
    return etree.tostring(root)


@edited("hmac-output-length", "wss.algorithm")
def _(root: Root) -> None:
    method = at(root, "//ds:SignatureMethod")
    etree.SubElement(method, f"{{{DS}}}HMACOutputLength").text = "8"


def _key_info(name: str, inside: str) -> None:
    @edited(f"key-info-{name}", "wss.key-info")
    def _(root: Root) -> None:
        key_info = at(root, "//ds:KeyInfo")
        for child in list(key_info):
            key_info.remove(child)
        key_info.extend(fragment(f"<ds:KeyInfo>{inside}</ds:KeyInfo>"))


_REFERENCE = '<wsse:SecurityTokenReference><wsse:Reference URI="{}"/></wsse:SecurityTokenReference>'
_key_info("empty", "")
_key_info("key-value", "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>")
_key_info("x509-data", "<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>")
_key_info("key-name", "<ds:KeyName>hub</ds:KeyName>")
_key_info("retrieval-method", '<ds:RetrievalMethod URI="https://elsewhere.example/key"/>')
_key_info("another-token", _REFERENCE.format("#another"))
_key_info("outside", _REFERENCE.format("https://elsewhere.example/cert"))
_key_info("two-references", _REFERENCE.format("#token") * 2)
_key_info(
    "embedded",
    "<wsse:SecurityTokenReference><wsse:Embedded/></wsse:SecurityTokenReference>",
)


@edited("token-not-base64", "wss.token")
def _(root: Root) -> None:
    at(root, "//wsse:BinarySecurityToken").text = "not base64!"


@edited("token-of-another-type", "wss.token")
def _(root: Root) -> None:
    at(root, "//wsse:BinarySecurityToken").set("ValueType", "urn:x#PKCS7")


@edited("token-empty", "wss.token")
def _(root: Root) -> None:
    at(root, "//wsse:BinarySecurityToken").text = None
