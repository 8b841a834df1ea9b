"""The registry's words: SOAP answers from byte templates, texts in base64 with Arabic letters."""

from base64 import b64encode
from functools import lru_cache

from simulators.civil_registry.people import Magic
from simulators.kit.asgi import XML, Reply
from simulators.kit.people import Person

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


def message(key: str) -> bytes:
    """Return an answer that holds a message key and no record: its numbers are all zero."""
    return _MESSAGE % key.encode()


def fault(code: str, reason: str) -> bytes:
    """Return a SOAP 1.1 Fault; ``code`` is Client or Server."""
    return _FAULT % (code.encode(), reason.encode())


def magic(case: Magic) -> Reply:
    """Return what the registry answers when asked for a magic person."""
    if case.message:
        return Reply(200, XML, message(case.message), case.delay)
    match case.quirk:
        case "fault":
            return Reply(500, XML, fault("Server", "java.lang.NullPointerException"))
        case "other-person":
            return Reply(200, XML, record(case.person, nin=int(case.person.national_id) + 10))
        case "garbled":
            name = b64encode(case.person.given_name.translate(_ARABIC).encode("cp1256"))
            return Reply(200, XML, record(case.person, name=name))
    return Reply(200, XML, record(case.person), case.delay)
