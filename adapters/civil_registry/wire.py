"""The registry's words: ``EstelamResult3`` of ``http://est``, and its message keys."""

from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord

AGENCY = "civil_registry"


@dataclass(frozen=True, slots=True)
class EstelamResult3:
    """What the hub reads of the registry's record; texts are base64 of UTF-8, days Jalali.

    ``nin`` and ``birth_date`` are numbers on the wire, so their leading zeros are lost.
    """

    nin: int
    birth_date: int
    death_status: int
    death_date: str
    name: str
    family: str
    father_name: str
    messages: tuple[str, ...]
    exception_message: str


def read(response: etree._Element) -> EstelamResult3:
    """Return the record in ``getEstelam3Response``, which is valid against the XSD already."""
    if len(response) == 0:
        raise AgencyBrokeContract(AGENCY, "empty-answer")
    result = response[0]
    texts = {child.tag: child.text or "" for child in result}
    return EstelamResult3(
        nin=int(texts["nin"]),
        birth_date=int(texts["birthDate"]),
        death_status=int(texts["deathStatus"]),
        death_date=texts.get("deathDate", ""),
        name=texts.get("name", ""),
        family=texts.get("family", ""),
        father_name=texts.get("fatherName", ""),
        messages=tuple(text for one in result.iterchildren("message") if (text := one.text)),
        exception_message=texts.get("exceptionMessage", ""),
    )


MEANINGS: MappingProxyType[str, tuple[type[AgencyError], str]] = MappingProxyType(
    {
        "err.record.not.found": (NoSuchRecord, "not-found"),
        "Nin.Not.Valid": (NoSuchRecord, "nin-not-valid"),
        "err.cancellation.nin": (NoSuchRecord, "nin-cancelled"),
        "result.rec.invisible": (AgencyRefused, "record-hidden"),
        "result.rec.review": (AgencyRefused, "record-under-review"),
        "result.rec.return": (AgencyRefused, "record-returned"),
        "IS_EXCEPTED": (AgencyRefused, "record-excepted"),
        "inquiry.outof.max.daily.request": (AgencyRefused, "quota-requests"),
        "inquiry.outof.max.response": (AgencyRefused, "quota-answers"),
        "inquiry.time.finished": (AgencyRefused, "time-finished"),
        "Login.username.required": (AgencyRefused, "login-user-missing"),
        "Login.password.required": (AgencyRefused, "login-password-missing"),
        "login.invalid.user": (AgencyRefused, "login-invalid"),
        "login.lock.user": (AgencyRefused, "login-locked"),
        "login.service.diny": (AgencyRefused, "login-service"),
        "login.none.Request": (AgencyRefused, "login-no-requests"),
        "login.none.Response": (AgencyRefused, "login-no-answers"),
        "login.time.diny": (AgencyRefused, "out-of-hours"),
        "login.holyday.diny": (AgencyRefused, "holiday"),
        "err.method.diny": (AgencyRefused, "operation-denied"),
        "You.have.not.permission": (AgencyRefused, "no-permission"),
        "inquiry.inquiry.required": (AgencyBrokeContract, "inquiry-missing"),
        "inquiry.unknown.search": (AgencyBrokeContract, "unknown-search"),
        "inquiry.unreadable.image": (AgencyBrokeContract, "unreadable-image"),
        "Error inUTF-8Encoding": (AgencyBrokeContract, "their-text-encoding"),
        "Error inPersonInfoReading": (AgencyBrokeContract, "person-info-unread"),
    }
)
"""Every message key known, spelled as on the wire: how the question failed, and our stable code."""
