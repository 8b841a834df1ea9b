"""Magic inputs: firms for which the registry always does the same, in demo, test and sandbox."""

from dataclasses import dataclass, field

from simulators.kit import cast
from simulators.kit import identifiers as ids
from simulators.kit.magic import by_key, columns
from simulators.legal_person_registry.records import ACTIVE, IN_LIQUIDATION, LIQUIDATED, Record

_MAGIC = 99 * 999_999 + 2_000  # beyond every population's ids
_POSTAL_CODE = "1351343501"


@dataclass(frozen=True, slots=True)
class Magic:
    """A firm and what the registry does when asked for it.

    ``message`` is what it says instead of data; ``fields`` those of its answer that differ from the
    record; ``delay`` seconds of lateness; ``fault`` a SOAP Fault in place of an answer.
    """

    key: str
    record: Record
    does: str
    message: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fault: bool = False


def _record(number: int, name: str, state: int = ACTIVE, postal_code: str = _POSTAL_CODE) -> Record:
    """Return the record of the magic firm of ``number``, registered in 1385."""
    legal_id = ids.legal_id(_MAGIC + number)
    return Record(legal_id, name, str(100_000 + number), "1385/02/31", postal_code, state)


def _silent(key: str, number: int, message: str) -> Magic:
    """Return a firm of which the registry says only ``message``."""
    return Magic(key, _record(number, "شرکت ناگفته"), f"says «{message}»", message)


def _odd(key: str, number: int, does: str, **fields: str) -> Magic:
    """Return a firm whose answer differs from its record."""
    return Magic(key, _record(number, "شرکت بازرگانی کیان یکتا"), does, fields=fields)


MAGIC = by_key(
    Magic(
        "active",
        Record(cast.FIRM.legal_id, cast.FIRM.name, "100000", "1380/06/31", _POSTAL_CODE, ACTIVE),
        "acts; registered 1380/06/31",
    ),
    Magic(
        "dissolved",
        _record(1, "شرکت نساجی کیمیا", IN_LIQUIDATION),
        "State 2: dissolved, in liquidation",
    ),
    Magic("liquidated", _record(2, "شرکت چاپ یکتا", LIQUIDATED), "State 3: liquidated"),
    Magic(
        "no-postal-code",
        _record(3, "شرکت معدنی کاوه", postal_code=""),
        "acts; PostCode is nil",
    ),
    _silent("unknown", 101, "شناسه ملی یافت نشد"),
    _silent("void", 102, "شناسه ملی معتبر نیست"),
    _silent("cancelled", 103, "شناسه ملی ابطال شده است"),
    _silent("login-invalid", 104, "نام کاربری یا رمز عبور اشتباه است"),
    _silent("locked", 105, "کاربر قفل شده است"),
    _silent("no-permission", 106, "کاربر مجوز این سرویس را ندارد"),
    _silent("quota", 107, "سقف استعلام روزانه پر شده است"),
    _silent("out-of-hours", 108, "سرویس در این ساعت در دسترس نیست"),
    _silent("holiday", 109, "سرویس در روز تعطیل در دسترس نیست"),
    _silent("incomplete", 110, "ورودی سرویس ناقص است"),
    _silent("strange", 111, "خطای شماره 17"),
    _odd("other-firm", 201, "answers with another firm's id", NationalCode=cast.FIRM.legal_id),
    _odd("no-name", 202, "Name is nil", Name=""),
    _odd("no-such-day", 203, "RegisterDate is 1385/12/31", RegisterDate="1385/12/31"),
    _odd("future", 204, "RegisterDate is 1499/01/01", RegisterDate="1499/01/01"),
    _odd("odd-postal-code", 205, "PostCode is 0000000000", PostCode="0000000000"),
    _odd("odd-number", 206, "RegisterNumber is «ندارد»", RegisterNumber="ندارد"),
    _odd("odd-state", 207, "State is 9", State="9"),
    Magic("fault", _record(208, "شرکت پخش کارا"), "a SOAP Fault (Server)", fault=True),
    Magic("slow", _record(209, "شرکت فنی کند"), "the right answer after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    rows = [(one.key, one.record.legal_id, one.does) for one in MAGIC.values()]
    return "\n".join(columns(("key", "legal id", "what the registry does"), rows))
