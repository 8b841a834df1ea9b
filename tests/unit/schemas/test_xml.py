"""The hardened parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas.xml import MAX_DEPTH, MAX_NAMESPACES, XmlRefused, parse


def _code(data: bytes, **limits: int) -> str:
    with pytest.raises(XmlRefused) as refused:
        parse(data, **limits)
    return refused.value.code


def _nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-well-formed"),
        (b"<a>", "not-well-formed"),
        (b"<a/><b/>", "not-well-formed"),
        (b"<x:a/>", "not-well-formed"),
        (b"<a b='1' b='2'/>", "not-well-formed"),
        (b"<a>&b;</a>", "not-well-formed"),
        (b"<?xml version='1.1'?><a/>", "not-well-formed"),
        (b"<!DOCTYPE a><a/>", "dtd"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "dtd"),
        (b"<a><!----></a>", "comment"),
        (b"<!-- --><a/>", "comment"),
        (b"<a/><!-- -->", "comment"),
        (b"<a><![CDATA[<!---->]]></a>", "comment"),
        (b"<a><?b?></a>", "processing-instruction"),
        (b"<?xml version='1.0'?><?b?><a/>", "processing-instruction"),
        (b"<a/><?b?>", "processing-instruction"),
        (b"<?xml version='1.0' encoding='latin-1'?><a/>", "encoding"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-16'?><a/>", "encoding"),
        ("<a>\u06a9</a>".encode("utf-16"), "encoding"),
        ("<a/>".encode("utf-16-be"), "encoding"),
        ("<a/>".encode("utf-32"), "encoding"),
        ("<?xml version='1.0'?><a/>".encode("cp037"), "encoding"),
        (b"<a>\xff</a>", "encoding"),
        (b"<a>\xed\xa0\x80</a>", "encoding"),
    ],
)
def test_what_a_stranger_must_not_send_is_refused_by_name(data: bytes, code: str) -> None:
    """The door would answer with the wrong code, or read what signatures do not cover."""
    assert _code(data) == code


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b"\n<a/>\n",
        b"\xef\xbb\xbf<a/>",
        b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a/>",
        b'<?xml version="1.0" encoding="utf-8"?>\n<a/>',
        b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
        "<a b='!'>چرا؟ is that so?!</a>".encode(),
    ],
)
def test_plain_utf8_documents_are_read(data: bytes) -> None:
    """Honest clients with a byte order mark, a declaration or neither would be refused."""
    assert parse(data).tag == "a"


def test_cdata_is_plain_text() -> None:
    """A text would be cut at a CDATA section, and half an identifier read for a whole one."""
    assert parse(b"<a>1<![CDATA[2<]]>3</a>").text == "12<3"


def test_limits_are_exact() -> None:
    """A limit that is off by one is either an outage or a hole."""
    assert parse(b"<a/>", max_bytes=4).tag == "a"
    assert _code(b"<a/>", max_bytes=3) == "too-large"
    assert parse(_nested(MAX_DEPTH)).tag == "a"
    assert _code(_nested(MAX_DEPTH + 1)) == "too-deep"
    assert parse(b"<a><b/></a>", max_tags=3).tag == "a"
    assert _code(b"<a><b/></a>", max_tags=2) == "too-many-tags"
    many = b" ".join(b"xmlns:n%d='u'" % n for n in range(MAX_NAMESPACES + 1))
    assert _code(b"<a %b/>" % many) == "too-many-namespaces"


def test_depth_beyond_the_parsers_own_limit_has_the_same_name() -> None:
    """A document a thousand levels deep would be called malformed instead of too deep."""
    assert _code(_nested(1_000)) == "too-deep"


def test_size_is_judged_before_anything_else() -> None:
    """A hundred megabytes would be scanned before they are refused."""
    assert _code(b"\0" * 2_000_000) == "too-large"


def test_a_refusal_holds_nothing_of_the_document() -> None:
    """Personal data would reach the log by way of a parser's message."""
    with pytest.raises(XmlRefused) as refused:
        parse(b"<a><0012345679></a>")
    assert str(refused.value) == "not-well-formed"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Some input would leave the parser by another exception and take the door with it."""
    for attempt in (data, b"<a>" + data + b"</a>", b"<?xml" + data):
        try:
            assert isinstance(parse(attempt), etree._Element)
        except XmlRefused:
            continue
