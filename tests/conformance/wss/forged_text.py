"""Forgeries below the tree: encodings, entities, comments, sizes."""

import re

from tests.conformance.wss.forging import Desk, forgery

MEGABYTE = 1_048_576


def _child(desk: Desk) -> tuple[int, int]:
    """Return where some text of the Body stands."""
    body = re.search(rb"<(?:[\w-]+:)?Body[\s>].*?>([^<>\s]{3,})<", desk.signed, re.DOTALL)
    assert body is not None
    return body.span(1)


def _inserted(desk: Desk, what: bytes) -> bytes:
    """Return the request with ``what`` in the middle of a text of its Body."""
    start, _ = _child(desk)
    return desk.signed[: start + 1] + what + desk.signed[start + 1 :]


def _before_root(desk: Desk, what: bytes) -> bytes:
    start = re.search(rb"<[A-Za-z]", desk.signed)
    assert start is not None
    return what + desk.signed[start.start() :]


def _text(name: str, code: str, what: bytes) -> None:
    forgery(f"{name}-in-the-body", code)(lambda desk: _inserted(desk, what))


_text("comment", "xml.comment", b"<!---->")
_text("instruction", "xml.processing-instruction", b"<?x y?>")
_text("cdata", "wss.digest", b"<![CDATA[7]]>")
_text("markup-in-cdata", "wss.digest", b"<![CDATA[<x>]]>")
_text("comment-in-cdata", "xml.comment", b"<![CDATA[<!---->]]>")
_text("undeclared-entity", "xml.not-well-formed", b"&x;")
_text("control-character", "xml.not-well-formed", b"&#1;")
_text("nul", "xml.encoding", b"\0")
_text("broken-utf-8", "xml.encoding", b"\xff")
_text("overlong-utf-8", "xml.encoding", b"\xc0\xaf")
_text("zero-width-joiner", "wss.digest", "\u200d".encode())
_text("deep-nesting", "xml.too-deep", b"<a>" * 60 + b"</a>" * 60)
_text("abysmal-nesting", "xml.too-deep", b"<a>" * 5_000 + b"</a>" * 5_000)
_text("tag-flood", "xml.too-many-tags", b"<a/>" * 25_000)
_text(
    "namespace-flood",
    "xml.too-many-namespaces",
    b"<a " + b" ".join(b'xmlns:n%d="urn:%d"' % (i, i) for i in range(2_000)) + b"/>",
)
_text("hundred-megabytes", "xml.too-large", b"x" * (100 * MEGABYTE))


@forgery("comment-in-an-id", "xml.comment")
def _(desk: Desk) -> bytes:
    return desk.signed.replace(b"</wsa:MessageID>", b"<!--x--></wsa:MessageID>")


def _doctype(name: str, subset: bytes, entity: bytes = b"") -> None:
    def make(desk: Desk) -> bytes:
        octets = _inserted(desk, entity) if entity else desk.signed
        start = re.search(rb"<[A-Za-z]", octets)
        assert start is not None
        return b"<!DOCTYPE x [" + subset + b"]>" + octets[start.start() :]

    forgery(name, "xml.dtd")(make)


_doctype("dtd", b"")
_doctype("dtd-that-names-ids", b"<!ATTLIST To other ID #IMPLIED>")
_doctype(
    "entity-bomb",
    b"<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 20)),
    b"&a19;",
)
_doctype("entity-bomb-quadratic", b"<!ENTITY a '" + b"a" * 50_000 + b"'>", b"&a;" * 10_000)
_doctype("external-entity", b"<!ENTITY e SYSTEM 'file:///etc/passwd'>", b"&e;")
_doctype("external-entity-http", b"<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>", b"&e;")
_doctype("parameter-entity", b"<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;")


@forgery("external-dtd", "xml.dtd")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>")


@forgery("utf-16", "xml.encoding")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"").decode().encode("utf-16")


@forgery("utf-16-without-a-mark", "xml.encoding")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"").decode().encode("utf-16-le")


@forgery("declared-latin-1", "xml.encoding")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b'<?xml version="1.0" encoding="ISO-8859-1"?>')


@forgery("declared-utf-7", "xml.encoding")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"<?xml version='1.0' encoding='utf-7'?>")


@forgery("xml-1.1", "xml.not-well-formed")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"<?xml version='1.1'?>")


@forgery("stylesheet-before", "xml.processing-instruction")
def _(desk: Desk) -> bytes:
    return _before_root(desk, b"<?xml version='1.0'?><?xml-stylesheet href='x'?>")


@forgery("cut-off", "xml.not-well-formed")
def _(desk: Desk) -> bytes:
    return desk.signed[:-5]


@forgery("second-document-behind", "xml.not-well-formed")
def _(desk: Desk) -> bytes:
    return desk.signed + _before_root(desk, b"")


@forgery("nothing", "xml.not-well-formed")
def _(desk: Desk) -> bytes:
    return b""
