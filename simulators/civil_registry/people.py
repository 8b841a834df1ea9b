"""Magic inputs: people for whom the registry always does the same, in demo, test and sandbox."""

from dataclasses import dataclass

from simulators.civil_registry.families import FAMILIES, ROWS_MISSING
from simulators.civil_registry.kin import Kin
from simulators.kit import cast
from simulators.kit.magic import by_key, columns
from simulators.kit.people import Person


@dataclass(frozen=True, slots=True)
class Magic:
    """A person and what the registry does when asked for him.

    ``message`` is the message key it gives instead of a record; ``delay`` seconds of lateness;
    ``quirk`` one of the ways in which its answer is wrong: ``fault``, ``other-person``,
    ``garbled``, ``rows-missing``. ``kin`` are the rows of his family, None where his household
    says them.
    """

    key: str
    person: Person
    does: str
    message: str = ""
    delay: float = 0.0
    quirk: str = ""
    kin: tuple[Kin, ...] | None = None


def _withheld(key: str, number: int, message: str) -> Magic:
    """Return somebody of whom the registry says only ``message``."""
    person = cast.person(number, 13600101, "رضا", "مرادی", "حسن")
    return Magic(key, person, f"answers {message} instead of a record", message)


def _quirky(key: str, number: int, does: str, quirk: str = "", delay: float = 0.0) -> Magic:
    """Return somebody whose record is right and whose answer is not."""
    person = cast.person(number, 13650505, "کیوان", "یوسفی", "کاظم")
    return Magic(key, person, does, "", delay, quirk)


_FURTHER = {
    "void": "Nin.Not.Valid",
    "under-review": "result.rec.review",
    "returned": "result.rec.return",
    "excepted": "IS_EXCEPTED",
    "quota-answers": "inquiry.outof.max.response",
    "time-finished": "inquiry.time.finished",
    "user-missing": "Login.username.required",
    "password-missing": "Login.password.required",
    "login-invalid": "login.invalid.user",
    "login-locked": "login.lock.user",
    "login-service": "login.service.diny",
    "no-requests": "login.none.Request",
    "no-answers": "login.none.Response",
    "operation-denied": "err.method.diny",
    "no-permission": "You.have.not.permission",
    "inquiry-missing": "inquiry.inquiry.required",
    "unknown-search": "inquiry.unknown.search",
    "unreadable-image": "inquiry.unreadable.image",
    "their-encoding": "Error inUTF-8Encoding",
    "person-unread": "Error inPersonInfoReading",
}
"""The other message keys, so that every one there is has somebody."""

MAGIC = by_key(
    Magic("clear-employer", cast.CLEAR_EMPLOYER, "alive; his workshop owes nothing"),
    Magic("owing-employer", cast.OWING_EMPLOYER, "alive; his workshop owes all three parts"),
    Magic("deceased", cast.DECEASED, "died 1399/06/30"),
    Magic("other-name", cast.OTHER_NAME, "alive; the deed names him differently"),
    Magic("lost-zeros", cast.LOST_ZEROS, "alive; nin comes back three digits short"),
    _withheld("not-found", 1_101, "err.record.not.found"),
    _withheld("cancelled", 1_102, "err.cancellation.nin"),
    _withheld("quota", 1_103, "inquiry.outof.max.daily.request"),
    _withheld("holiday", 1_104, "login.holyday.diny"),
    _withheld("out-of-hours", 1_105, "login.time.diny"),
    _withheld("hidden", 1_106, "result.rec.invisible"),
    _withheld("strange", 1_107, "a.key.nobody.documented"),
    *(_withheld(key, 1_108 + n, said) for n, (key, said) in enumerate(_FURTHER.items())),
    _quirky("other-person", 1_201, "answers with somebody else's nin", "other-person"),
    _quirky("garbled", 1_202, "the name is base64 of Windows-1256", "garbled"),
    _quirky("fault", 1_203, "answers with a SOAP Fault (Server)", "fault"),
    _quirky("slow", 1_204, "the right answer after 3 seconds", delay=3.0),
    *(Magic(one.key, one.person, one.does, kin=one.kin) for one in FAMILIES),
    Magic(
        "rows-missing",
        ROWS_MISSING.person,
        ROWS_MISSING.does,
        quirk="rows-missing",
        kin=ROWS_MISSING.kin,
    ),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    heads = ("key", "national id", "born", "what the registry does")
    rows = [
        (one.key, one.person.national_id, str(one.person.born), one.does) for one in MAGIC.values()
    ]
    return "\n".join(columns(heads, rows))
