"""Forgeries of the Security header, the addressing headers, the time and the parties."""

from datetime import timedelta

from lxml import etree

from tests.conformance.wss.forging import (
    Desk,
    at,
    block,
    edited,
    element,
    forgery,
    resigned,
    security,
)
from tests.conformance.wss.sloppy import WSA, WSU, c14n, instant, sign

Root = etree._Element
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@edited("no-security", "wss.security-header")
def _(root: Root) -> None:
    root[0].remove(security(root))


@edited("no-header", "wss.security-header")
def _(root: Root) -> None:
    root.remove(root[0])


@edited("two-securities", "wss.security-header")
def _(root: Root) -> None:
    root[0].insert(0, element("Security"))


@edited("security-for-another-actor", "wss.actor")
def _(root: Root) -> None:
    namespace = etree.QName(root).namespace
    name = "actor" if "xmlsoap" in namespace else "role"
    security(root).set(f"{{{namespace}}}{name}", "http://schemas.xmlsoap.org/soap/actor/next")


@edited("username-token-beside", "wss.security-header")
def _(root: Root) -> None:
    security(root).append(element("UsernameToken"))


@edited("two-tokens", "wss.security-header")
def _(root: Root) -> None:
    security(root).append(element("BinarySecurityToken"))


@edited("no-signature", "wss.security-header")
def _(root: Root) -> None:
    security(root).remove(at(root, "//ds:Signature"))


@edited("foreign-header-block", "wss.foreign-header")
def _(root: Root) -> None:
    etree.SubElement(root[0], "{urn:x}Priority").text = "1"


@edited("foreign-header-to-be-understood", "soap.must-understand")
def _(root: Root) -> None:
    mark = f"{{{etree.QName(root).namespace}}}mustUnderstand"
    etree.SubElement(root[0], "{urn:x}Priority").set(mark, "1")


@edited("text-in-the-envelope", "soap.text")
def _(root: Root) -> None:
    root.text = "x"


@edited("to-changed", "wss.digest")
def _(root: Root) -> None:
    at(root, "//wsa:To").text = "https://elsewhere.example/"


@edited("action-changed", "wss.digest")
def _(root: Root) -> None:
    at(root, "//wsa:Action").text = "urn:x:Other"


@edited("message-id-changed", "wss.digest")
def _(root: Root) -> None:
    at(root, "//wsa:MessageID").text = "urn:uuid:00000000-0000-4000-8000-000000000000"


@edited("message-id-missing", "wsa.missing")
def _(root: Root) -> None:
    root[0].remove(at(root, "//wsa:MessageID"))


@edited("reply-to-added", "wss.addressing-not-signed")
def _(root: Root) -> None:
    reply_to = etree.SubElement(root[0], f"{{{WSA}}}ReplyTo")
    etree.SubElement(reply_to, f"{{{WSA}}}Address").text = f"{WSA}/anonymous"


@edited("relates-to-added", "wss.addressing-not-signed")
def _(root: Root) -> None:
    block(root, "RelatesTo", "urn:uuid:1")


@forgery("reply-to-elsewhere", "wsa.only-anonymous")
def _(desk: Desk) -> bytes:
    root = desk.unsigned()
    reply_to = etree.SubElement(root[0], f"{{{WSA}}}ReplyTo")
    etree.SubElement(reply_to, f"{{{WSA}}}Address").text = "https://elsewhere.example/"
    return sign(root, desk.recipe())


@forgery("message-id-with-space", "wsa.invalid")
def _(desk: Desk) -> bytes:
    root = desk.unsigned()
    message_id = at(root, "//wsa:MessageID")
    message_id.text = f" {message_id.text}"
    return sign(root, desk.recipe())


@forgery("message-id-with-a-child", "wsa.invalid")
def _(desk: Desk) -> bytes:
    root = desk.unsigned()
    etree.SubElement(at(root, "//wsa:MessageID"), "{urn:x}b").tail = "tail"
    return sign(root, desk.recipe())


for _part in ("To", "Action", "MessageID"):
    resigned(f"{_part.lower()}-unsigned", "wss.addressing-not-signed", skip=frozenset({_part}))
resigned("body-unsigned", "wss.body-not-signed", skip=frozenset({"Body"}))
resigned("timestamp-unsigned", "wss.timestamp-not-signed", skip=frozenset({"Timestamp"}))
resigned("lifetime-too-long", "wss.lifetime", lifetime=timedelta(minutes=5, seconds=1))


@forgery("expires-before-created", "wss.lifetime")
def _(desk: Desk) -> bytes:
    created, expires = desk.now + MINUTE, desk.now + MINUTE / 2
    return desk.signed_with(created=created, lifetime=expires - created)


@forgery("expired", "wss.expired")
def _(desk: Desk) -> bytes:
    return desk.signed_with(created=desk.now - HOUR)


@forgery("expires-this-very-instant", "wss.expired")
def _(desk: Desk) -> bytes:
    return desk.signed_with(created=desk.now.replace(microsecond=0) - 5 * MINUTE)


@forgery("created-in-the-future", "wss.created-in-future")
def _(desk: Desk) -> bytes:
    return desk.signed_with(created=desk.now + 2 * MINUTE)


def _timestamp(name: str, text: str) -> None:
    """Enter a Timestamp of another spelling; ``{c}`` and ``{e}`` are the right instants."""

    def make(desk: Desk) -> bytes:
        filled = text.format(c=instant(desk.now)[:-1], e=instant(desk.now + MINUTE)[:-1])
        return desk.signed_with(timestamp=f"<wsu:Timestamp>{filled}</wsu:Timestamp>")

    forgery(name, "wss.timestamp")(make)


_timestamp("timestamp-without-expires", "<wsu:Created>{c}Z</wsu:Created>")
_timestamp(
    "timestamp-in-local-time",
    "<wsu:Created>{c}+03:30</wsu:Created><wsu:Expires>{e}+03:30</wsu:Expires>",
)
_timestamp("timestamp-without-zone", "<wsu:Created>{c}</wsu:Created><wsu:Expires>{e}</wsu:Expires>")
_timestamp(
    "timestamp-of-no-day",
    "<wsu:Created>2026-02-31T00:00:00Z</wsu:Created><wsu:Expires>{e}Z</wsu:Expires>",
)
_timestamp(
    "timestamp-created-twice",
    "<wsu:Created>{c}Z</wsu:Created><wsu:Created>{c}Z</wsu:Created><wsu:Expires>{e}Z</wsu:Expires>",
)


@edited("timestamp-refreshed", "wss.digest")
def _(root: Root) -> None:
    created = at(root, "//wsu:Created")
    created.text = created.text.replace("Z", "Z" if "." in created.text else ".5Z").replace(
        ".000Z", ".001Z"
    )


@edited("soap-version-switched", "wss.digest")
def _(root: Root) -> None:
    old = etree.QName(root).namespace
    new = (
        "http://www.w3.org/2003/05/soap-envelope"
        if "xmlsoap" in old
        else "http://schemas.xmlsoap.org/soap/envelope/"
    )
    for part in (root, root[0], root[-1]):
        part.tag = f"{{{new}}}{etree.QName(part).localname}"
    assert c14n(root[-1])


@edited("soap-version-unknown", "soap.version-mismatch")
def _(root: Root) -> None:
    root.tag = "{http://www.w3.org/2099/soap-envelope}Envelope"


@edited("body-of-another-namespace", "soap.body")
def _(root: Root) -> None:
    root[-1].tag = "{urn:x}Body"


@edited("timestamp-of-another-namespace", "wss.security-header")
def _(root: Root) -> None:
    at(root, "//wsu:Timestamp").tag = f"{{{WSU}x}}Timestamp"


@forgery("unknown-certificate", "wss.unknown-certificate")
def _(desk: Desk) -> bytes:
    return desk.signed_with(key=desk.stranger.key, cert=desk.stranger.cert)


@forgery("rsa-1024", "wss.unknown-certificate")
def _(desk: Desk) -> bytes:
    return desk.signed_with(key=desk.weak.key, cert=desk.weak.cert)


@forgery("wrong-key", "wss.signature")
def _(desk: Desk) -> bytes:
    return desk.signed_with(key=desk.stranger.key)


@forgery("token-of-another-registered-party", "wss.signature")
def _(desk: Desk) -> bytes:
    return desk.signed_with(cert=desk.other.cert)
