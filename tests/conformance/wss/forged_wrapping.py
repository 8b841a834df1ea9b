"""Forgeries that move, copy or hide the signed parts."""

from copy import deepcopy

from lxml import etree

from tests.conformance.wss.forging import at, edited, forged_body, security
from tests.conformance.wss.sloppy import DS, WSU

WSU_ID = f"{{{WSU}}}Id"
Root = etree._Element


def _swap(root: Root, **ids: str) -> etree._Element:
    """Put a forged Body in the place of the signed one, and return the signed one."""
    signed = root[-1]
    root.replace(signed, forged_body(root, **ids))
    return signed


@edited("wrapped-in-a-header-block", "wss.foreign-header")
def _(root: Root) -> None:
    etree.SubElement(root[0], "{urn:x}Wrapper").append(_swap(root))


@edited("wrapped-in-a-header-block-same-id", "wss.duplicate-id")
def _(root: Root) -> None:
    name = root[-1].get(WSU_ID)
    etree.SubElement(root[0], "{urn:x}Wrapper").append(_swap(root, **{WSU_ID: name}))


@edited("wrapped-in-a-header-block-other-id", "wss.foreign-header")
def _(root: Root) -> None:
    etree.SubElement(root[0], "{urn:x}Wrapper").append(_swap(root, **{WSU_ID: "another"}))


@edited("wrapped-as-a-header-block", "wss.foreign-header")
def _(root: Root) -> None:
    root[0].append(_swap(root))


@edited("wrapped-in-an-addressing-block", "wss.body-not-signed")
def _(root: Root) -> None:
    at(root, "//wsa:Action").append(_swap(root))


@edited("wrapped-in-security", "wss.security-header")
def _(root: Root) -> None:
    security(root).append(_swap(root))


@edited("wrapped-in-the-timestamp", "wss.body-not-signed")
def _(root: Root) -> None:
    at(root, "//wsu:Timestamp").append(_swap(root))


@edited("wrapped-in-the-token", "wss.body-not-signed")
def _(root: Root) -> None:
    at(root, "//wsse:BinarySecurityToken").append(_swap(root))


@edited("wrapped-in-a-signature-object", "wss.signature-shape")
def _(root: Root) -> None:
    etree.SubElement(at(root, "//ds:Signature"), f"{{{DS}}}Object").append(_swap(root))


@edited("wrapped-in-key-info", "wss.key-info")
def _(root: Root) -> None:
    at(root, "//ds:KeyInfo").append(_swap(root))


@edited("wrapped-in-the-forged-body", "soap.body")
def _(root: Root) -> None:
    signed = _swap(root)
    root[-1].append(signed)


@edited("wrapped-in-the-forged-child", "wss.body-not-signed")
def _(root: Root) -> None:
    signed = _swap(root)
    root[-1][0].append(signed)


@edited("body-in-a-wrapper", "soap.body")
def _(root: Root) -> None:
    wrapper = etree.SubElement(root, "{urn:x}Wrapper")
    wrapper.append(root[1])


@edited("second-body-after", "soap.body")
def _(root: Root) -> None:
    root.append(forged_body(root))


@edited("second-body-before", "soap.body")
def _(root: Root) -> None:
    root.insert(1, forged_body(root))


@edited("second-child-in-body", "soap.body")
def _(root: Root) -> None:
    root[-1].append(deepcopy(root[-1][0]))


@edited("body-before-header", "soap.body")
def _(root: Root) -> None:
    root.insert(0, root[-1])


@edited("second-header", "soap.header")
def _(root: Root) -> None:
    root.insert(1, deepcopy(root[0]))


@edited("duplicate-id-across-attributes", "wss.duplicate-id")
def _(root: Root) -> None:
    at(root, "//wsse:BinarySecurityToken").set("ID", root[-1].get(WSU_ID))


@edited("duplicate-id-as-xml-id", "wss.duplicate-id")
def _(root: Root) -> None:
    xml_id = "{http://www.w3.org/XML/1998/namespace}id"
    root[-1][0].set(xml_id, at(root, "//wsu:Timestamp").get(WSU_ID))


@edited("two-names-on-the-body", "wss.ambiguous-id")
def _(root: Root) -> None:
    root[-1].set("Id", "second-name")


@edited("timestamp-moved-to-header", "wss.foreign-header")
def _(root: Root) -> None:
    root[0].append(at(root, "//wsu:Timestamp"))


@edited("timestamp-second", "wss.security-header")
def _(root: Root) -> None:
    timestamp = deepcopy(at(root, "//wsu:Timestamp"))
    timestamp.set(WSU_ID, "fresh")
    security(root).insert(0, timestamp)


@edited("timestamp-swapped-for-a-fresh-one", "wss.timestamp-not-signed")
def _(root: Root) -> None:
    signed = at(root, "//wsu:Timestamp")
    fresh = deepcopy(signed)
    fresh.set(WSU_ID, "fresh")
    security(root).replace(signed, fresh)
    at(root, "//wsse:BinarySecurityToken").append(signed)


@edited("timestamp-nested", "wss.timestamp")
def _(root: Root) -> None:
    signed = at(root, "//wsu:Timestamp")
    signed.append(deepcopy(signed[0]))


@edited("message-id-second", "wsa.invalid")
def _(root: Root) -> None:
    twin = deepcopy(at(root, "//wsa:MessageID"))
    twin.set(WSU_ID, "twin")
    twin.text = "urn:uuid:00000000-0000-4000-8000-000000000000"
    root[0].insert(0, twin)
