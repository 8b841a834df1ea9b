"""A SOAP Fault of the hub as a notary's programme reads it."""

from dataclasses import dataclass

import httpx
from lxml import etree

_SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
_NS = {"e11": _SOAP11, "e12": "http://www.w3.org/2003/05/soap-envelope"}
_ARTICLE37 = "urn:peyvand:article37:1"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a Fault says; ``texts`` are by language, ``reasons`` are the Fault's own.

    ``fault`` is the finest fault code as ``{namespace}name``.
    """

    status: int
    version: str
    fault: str
    code: str
    field: str | None
    rule: str | None
    reference: str
    texts: dict[str, str]
    reasons: dict[str, str]


def refusal(response: httpx.Response, namespace: str = _ARTICLE37) -> Refusal:
    """Return the refusal in ``response`` of a service; anything else fails the test."""
    root = etree.fromstring(response.content)
    version = "1.1" if etree.QName(root).namespace == _SOAP11 else "1.2"
    fault = root[-1][0]
    assert etree.QName(fault).localname == "Fault", etree.QName(fault).localname
    (detail,) = fault.iter(f"{{{namespace}}}Refusal")
    said = {etree.QName(child).localname: child.text for child in detail}
    return Refusal(
        status=response.status_code,
        version=version,
        fault=_qualified(_fault_code(fault)),
        code=said["Code"] or "",
        field=said.get("Field"),
        rule=said.get("Rule"),
        reference=said["Reference"] or "",
        texts={text.get("lang", ""): text.text or "" for text in detail if text.get("lang")},
        reasons=_reasons(fault),
    )


def _fault_code(fault: etree._Element) -> etree._Element:
    """Return the element with the finest code: SOAP 1.1 section 4.4, SOAP 1.2 part 1 5.4."""
    plain = fault.find("faultcode")
    if plain is not None:
        return plain
    *_, finest = fault.iterfind("e12:Code//e12:Value", _NS)
    return finest


def _qualified(element: etree._Element) -> str:
    prefix, _, name = (element.text or "").partition(":")
    return f"{{{element.nsmap[prefix]}}}{name}"


def _reasons(fault: etree._Element) -> dict[str, str]:
    texts = fault.findall("e12:Reason/e12:Text", _NS)
    if texts:
        return {text.get(_LANG, ""): text.text or "" for text in texts}
    return {
        "en": fault.findtext("faultstring", ""),
        "fa": fault.findtext("detail/reason", ""),
    }
