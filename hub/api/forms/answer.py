"""The XML answer of a duty into JSON, element by element; what is not known here is an error."""

from base64 import b64encode
from collections.abc import Callable
from typing import Final

from lxml import etree

from hub.api.forms.contract import member_name
from hub.api.forms.links import links_of
from schemas.canonical.certificate import NAMESPACE
from signing.canonicalize import canonical
from signing.page.words import access_code

Read = Callable[[etree._Element], object]


def answer_of(response: etree._Element) -> dict[str, object]:
    """Return the members of an answer, by name; ``KeyError`` for an element that has none.

    Amounts are whole rials. A signed document is base64 of its XML, just as it was signed.
    """
    found: dict[str, object] = {}
    for element in response:
        name = _local(element)
        if name == "Reason":
            found["reasons"] = [_reason(one) for one in response.iterchildren(element.tag)]
        else:
            found[member_name(name)] = ANSWER[name](element)
    return found


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _text(element: etree._Element) -> str:
    return element.text or ""


def _amount(element: etree._Element) -> int:
    return int(_text(element))


def _yes(element: etree._Element) -> bool:
    return _text(element) in {"true", "1"}


def _debt(element: etree._Element) -> dict[str, object]:
    return {member_name(_local(one)): DEBT[_local(one)](one) for one in element}


def _premium(element: etree._Element) -> dict[str, object]:
    return {member_name(_local(one)): PREMIUM[_local(one)](one) for one in element}


def _reason(element: etree._Element) -> dict[str, object]:
    """Return a reason: its code and article, and its text in each language."""
    texts = {str(one.get("lang")): _text(one) for one in element}
    return {"code": element.get("code"), "article": element.get("article"), **texts}


def _day(element: etree._Element) -> dict[str, object]:
    return {"gregorian": _text(element), "jalali": element.get("jalali")}


def _document(element: etree._Element) -> str:
    return b64encode(canonical(element[0])).decode()


def _certificate(element: etree._Element) -> dict[str, object]:
    """Return a certificate with its number, where it is published, and the code that opens it.

    One that was issued anew names the one that it supersedes.
    """
    supersedes = element.get("supersedes")
    number = element[0].findtext(f"{{{NAMESPACE}}}Number", "")
    return {
        "number": number,
        "access_code": access_code(canonical(element[0])),
        "document": _document(element),
        "links": links_of(number),
        **({"supersedes": supersedes} if supersedes else {}),
    }


DEBT: Final[dict[str, Read]] = {
    "Definite": _amount,
    "Divisible": _amount,
    "Indivisible": _amount,
    "Total": _amount,
    "PayAndProceed": _yes,
}
PREMIUM: Final[dict[str, Read]] = {"Due": _amount, "Paid": _amount, "Left": _amount}
ANSWER: Final[dict[str, Read]] = {
    "CaseId": _text,
    "State": _text,
    "Decision": _text,
    "Debt": _debt,
    "Premium": _premium,
    "DeedText": _text,
    "AnswerText": _text,
    "DueDate": _day,
    "Certificate": _certificate,
    "Receipt": _document,
}
"""How each element of an answer is read, its reasons aside."""
