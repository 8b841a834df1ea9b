"""The registry's words: SOAP answers as WCF writes them, names with Arabic letters."""

from collections.abc import Mapping

from schemas.xml import escape_text
from simulators.legal_person_registry.records import Record

_HEAD = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
_TAIL = "</s:Body></s:Envelope>"
_OPEN = (
    '<InquirySpecialByNationalCodeResponse xmlns="http://tempuri.org/">'
    "<InquirySpecialByNationalCodeResult"
    ' xmlns:a="http://schemas.datacontract.org/2004/07/ilenc.NationalCodeWCF.LegalPersonService"'
    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
)
_CLOSE = "</InquirySpecialByNationalCodeResult></InquirySpecialByNationalCodeResponse>"
_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
_FIELDS = (
    "Message",
    "Name",
    "NationalCode",
    "PostCode",
    "RegisterDate",
    "RegisterNumber",
    "State",
)


def found(record: Record, changed: Mapping[str, str]) -> bytes:
    """Return the data of a firm, some fields ``changed``; an empty field is nil."""
    return _answer(
        {
            "Name": record.name,
            "NationalCode": record.legal_id,
            "PostCode": record.postal_code,
            "RegisterDate": record.registered,
            "RegisterNumber": record.number,
            "State": str(record.state),
            **changed,
        }
    )


def message(text: str) -> bytes:
    """Return an answer that holds a message and no data."""
    return _answer({"Message": text, "State": "0"})


def fault(code: str, reason: str) -> bytes:
    """Return a SOAP 1.1 Fault; ``code`` is Client or Server."""
    inner = f"<faultcode>s:{code}</faultcode><faultstring>{escape_text(reason)}</faultstring>"
    return f"{_HEAD}<s:Fault>{inner}</s:Fault>{_TAIL}".encode()


def _answer(texts: Mapping[str, str]) -> bytes:
    """Return the envelope around the fields of a result, in the contract's order."""
    fields = "".join(_field(name, texts.get(name, "")) for name in _FIELDS)
    return f"{_HEAD}{_OPEN}{fields}{_CLOSE}{_TAIL}".encode()


def _field(name: str, text: str) -> str:
    """Return one field; a message of nothing is empty, every other of nothing is nil."""
    if text:
        return f"<a:{name}>{escape_text(text.translate(_ARABIC))}</a:{name}>"
    return "<a:Message/>" if name == "Message" else f'<a:{name} i:nil="true"/>'
