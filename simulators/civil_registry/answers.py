"""The registry's words: SOAP answers from byte templates, texts in base64 with Arabic letters."""

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache

from simulators.civil_registry.kin import Kin
from simulators.kit.people import Person

MOST = 50
"""How many relatives an answer holds."""
_HEAD = b'<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
_TAIL = b"</S:Body></S:Envelope>"
_RECORD = (
    _HEAD + b'<ns2:getEstelam3Response xmlns:ns2="http://est"><return>'
    b"<birthDate>%d</birthDate><bookNo>%d</bookNo><bookRow>%d</bookRow>"
    b"<deathStatus>%d</deathStatus><family>%s</family><fatherName>%s</fatherName>"
    b"<gender>%d</gender><name>%s</name><nin>%d</nin><officeCode>%d</officeCode>"
    b"<officeName>%s</officeName><shenasnameNo>%d</shenasnameNo>"
    b"<shenasnameSeri>%s</shenasnameSeri><shenasnameSerial>%d</shenasnameSerial>"
    b"%s</return></ns2:getEstelam3Response>" + _TAIL
)
_MESSAGE = (
    _HEAD + b'<ns2:getEstelam3Response xmlns:ns2="http://est"><return>'
    b"<birthDate>0</birthDate><bookNo>0</bookNo><bookRow>0</bookRow><deathStatus>0</deathStatus>"
    b"<gender>0</gender><message>%s</message><nin>0</nin><officeCode>0</officeCode>"
    b"<shenasnameNo>0</shenasnameNo><shenasnameSerial>0</shenasnameSerial>"
    b"</return></ns2:getEstelam3Response>" + _TAIL
)
_FAMILY = (
    _HEAD + b'<ns2:getFamilyResponse xmlns:ns2="http://est"><return>'
    b"<birthDate>%d</birthDate>%s<memberCount>%d</memberCount>%s<nin>%d</nin></return>"
    b"</ns2:getFamilyResponse>" + _TAIL
)
_MEMBER = (
    b"<member><birthDate>%d</birthDate>%s<deathStatus>%d</deathStatus><family>%s</family>"
    b"<fatherName>%s</fatherName><name>%s</name><nin>%d</nin><relation>%d</relation></member>"
)
_FAULT = (
    _HEAD + b"<S:Fault><faultcode>S:%s</faultcode><faultstring>%s</faultstring></S:Fault>" + _TAIL
)
_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})


@lru_cache(maxsize=4_096)
def text(value: str) -> bytes:
    """Return ``value`` as the registry sends texts: Arabic yeh and kaf, UTF-8, base64."""
    return b64encode(value.translate(_ARABIC).encode())


def record(person: Person, nin: int | None = None, name: bytes | None = None) -> bytes:
    """Return the record of ``person``, under another ``nin`` or with another ``name`` if given."""
    died = b"<deathDate>%d</deathDate>" % person.died if person.died else b""
    return _RECORD % (
        person.born,
        person.shenasname % 997,
        person.shenasname % 199 + 1,
        1 if person.died else 0,
        text(person.family_name),
        text(person.father_name),
        1 if person.male else 0,
        text(person.given_name) if name is None else name,
        int(person.national_id) if nin is None else nin,
        person.office,
        text("تهران"),
        person.shenasname,
        text("الف"),
        person.shenasname + 100_000,
        died,
    )


def family(person: Person, kin: Sequence[Kin], nin: int | None = None, most: int = MOST) -> bytes:
    """Return ``most`` relatives of ``person`` and their number, under another ``nin`` if given."""
    members = b"".join(_member(*one) for one in kin[:most])
    asked = int(person.national_id) if nin is None else nin
    return _FAMILY % (person.born, members, len(kin), b"", asked)


def _member(relation: int, person: Person) -> bytes:
    """Return one row of a family."""
    return _MEMBER % (
        person.born,
        b"<deathDate>%d</deathDate>" % person.died if person.died else b"",
        1 if person.died else 0,
        text(person.family_name),
        text(person.father_name),
        text(person.given_name),
        int(person.national_id),
        relation,
    )


def message(key: str) -> bytes:
    """Return an answer that holds a message key and no record: its numbers are all zero."""
    return _MESSAGE % key.encode()


def no_family(key: str) -> bytes:
    """Return an answer that holds a message key and no relatives."""
    return _FAMILY % (0, b"", 0, b"<message>%s</message>" % key.encode(), 0)


def garbled(value: str) -> bytes:
    """Return ``value`` as no answer should hold it: base64 of Windows-1256."""
    return b64encode(value.translate(_ARABIC).encode("cp1256"))


def fault(code: str, reason: str) -> bytes:
    """Return a SOAP 1.1 Fault; ``code`` is Client or Server."""
    return _FAULT % (code.encode(), reason.encode())
