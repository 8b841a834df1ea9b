"""The envelope codec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas.soap import (
    SOAP_11,
    SOAP_12,
    WSSE,
    FaultCode,
    SoapRefused,
    SoapVersion,
    fault,
    read,
    wrap,
)
from schemas.xml import parse

XML_TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc", "Cn", "Co"]))
HEADER = "<s:Header>{}</s:Header>"
BODY = "<s:Body><a/></s:Body>"


def _envelope(inside: str, namespace: str = SOAP_11) -> etree._Element:
    return parse(f'<s:Envelope xmlns:s="{namespace}">{inside}</s:Envelope>'.encode())


def _refusal(root: etree._Element) -> SoapRefused:
    with pytest.raises(SoapRefused) as refused:
        read(root)
    return refused.value


@pytest.mark.parametrize("version", SoapVersion)
def test_an_envelope_is_read_by_position(version: SoapVersion) -> None:
    """The door would read another element than the one that was signed."""
    root = _envelope(f"\n {HEADER.format('')} \n{BODY}\n", version.value)
    envelope = read(root)
    assert (envelope.version, envelope.root) == (version, root)
    assert envelope.header is root[0]
    assert envelope.body is root[1]
    assert envelope.body_child is root[1][0]
    assert read(_envelope(BODY, version.value)).header is None


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("", "soap.body"),
        ("<s:Body/>", "soap.body"),
        ("<s:Body><a/><b/></s:Body>", "soap.body"),
        (BODY + BODY, "soap.body"),
        (BODY + HEADER.format(""), "soap.body"),
        (HEADER.format("") + HEADER.format("") + BODY, "soap.header"),
        (BODY + "<x/>", "soap.body"),
        (HEADER.format(""), "soap.body"),
        ("<Body><a/></Body>", "soap.body"),
        ("x" + BODY, "soap.text"),
        (BODY + "x", "soap.text"),
        ("<s:Body>x<a/></s:Body>", "soap.text"),
        ("<s:Body><a/>\u00a0</s:Body>", "soap.text"),
        (HEADER.format("x") + BODY, "soap.text"),
        (HEADER.format("<x s:mustUnderstand='yes'/>") + BODY, "soap.header"),
    ],
)
def test_any_other_shape_is_refused(inside: str, code: str) -> None:
    """A second Body, or a Body elsewhere, is where signature wrapping starts."""
    assert _refusal(_envelope(inside)).code == code


def test_another_version_has_its_own_answer() -> None:
    """The door could not answer VersionMismatch (SOAP 1.1 section 4.4.1)."""
    refused = _refusal(_envelope(BODY, "urn:soap:9"))
    assert (refused.code, refused.fault) == ("soap.version-mismatch", FaultCode.VERSION_MISMATCH)
    assert _refusal(parse(b"<a/>")).code == "soap.not-an-envelope"


@pytest.mark.parametrize("namespace", [SOAP_11, SOAP_12])
def test_a_mandatory_header_we_do_not_know_is_refused(namespace: str) -> None:
    """A demand of the sender would be ignored (SOAP 1.1 section 4.2.3)."""
    for value in ("1", "true"):
        block = f"<x s:mustUnderstand='{value}'/>"
        refused = _refusal(_envelope(HEADER.format(block) + BODY, namespace))
        assert (refused.code, refused.fault) == ("soap.must-understand", FaultCode.MUST_UNDERSTAND)
    known = f'<w:Security xmlns:w="{WSSE}" s:mustUnderstand="1"/><x s:mustUnderstand="0"/>'
    assert read(_envelope(HEADER.format(known) + BODY, namespace)).header is not None


@given(fa=XML_TEXT, en=XML_TEXT)
def test_a_fault_says_what_it_was_told_in_both_languages(fa: str, en: str) -> None:
    """A reason with a mark of XML in it would break the answer, or say something else."""
    for version, path_en, path_fa in (
        (SoapVersion.V11, "//faultstring", "//detail/reason"),
        (SoapVersion.V12, "//s:Text[@xml:lang='en']", "//s:Text[@xml:lang='fa']"),
    ):
        octets = wrap(version, fault(version, FaultCode.SENDER, reason_fa=fa, reason_en=en))
        body = read(parse(octets)).body_child
        found = [body.xpath(p, namespaces={"s": version.value})[0] for p in (path_en, path_fa)]
        assert [element.text or "" for element in found] == [en, fa]


def test_a_subcode_is_a_name_in_scope() -> None:
    """A client could not tell a failed signature from an expired message."""
    name = etree.QName(WSSE, "FailedCheck")
    for version, path in ((SoapVersion.V11, "//faultcode"), (SoapVersion.V12, "//s:Subcode/*")):
        octets = fault(version, FaultCode.SENDER, reason_fa="ر", reason_en="r", subcode=name)
        (value,) = parse(octets).xpath(path, namespaces={"s": version.value})
        prefix, _, localname = value.text.partition(":")
        assert (value.nsmap[prefix], localname) == (WSSE, "FailedCheck")


@pytest.mark.parametrize("version", SoapVersion)
@pytest.mark.parametrize("code", FaultCode)
def test_a_fault_without_subcode_can_be_signed_as_it_is(
    version: SoapVersion, code: FaultCode
) -> None:
    """The seal digests its bytes directly: they must be their own canonical form."""
    octets = fault(version, code, reason_fa="دلیل <", reason_en="a > b & c", detail_xml=b"<x>y</x>")
    assert etree.tostring(parse(octets), method="c14n", exclusive=True) == octets
