"""What the registry says in place of data: Persian sentences, known by their folded form.

The sentences are invented with the rest of the result; what is not among them breaks the contract,
so that a new one is met by a human and not by a guess.
"""

from types import MappingProxyType
from typing import Final

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord
from adapters.legal_person_registry.wire import AGENCY
from schemas.canonical.text import fold

MEANINGS: Final[MappingProxyType[str, tuple[type[AgencyError], str]]] = MappingProxyType(
    {
        "شناسه ملی یافت نشد": (NoSuchRecord, "not-found"),
        "شناسه ملی معتبر نیست": (NoSuchRecord, "id-not-valid"),
        "شناسه ملی ابطال شده است": (NoSuchRecord, "id-cancelled"),
        "نام کاربری یا رمز عبور اشتباه است": (AgencyRefused, "login-invalid"),
        "کاربر قفل شده است": (AgencyRefused, "login-locked"),
        "کاربر مجوز این سرویس را ندارد": (AgencyRefused, "no-permission"),
        "سقف استعلام روزانه پر شده است": (AgencyRefused, "quota-requests"),
        "سرویس در این ساعت در دسترس نیست": (AgencyRefused, "out-of-hours"),
        "سرویس در روز تعطیل در دسترس نیست": (AgencyRefused, "holiday"),
        "ورودی سرویس ناقص است": (AgencyBrokeContract, "request-incomplete"),
    }
)
"""Every message known: how the question failed, and our stable code."""

_FOLDED = {fold(text).replace(" ", ""): meaning for text, meaning in MEANINGS.items()}


def refuse(message: str) -> None:
    """Raise what ``message`` stands for; an empty one means that there are data.

    A message that nobody has documented breaks the contract (``unknown-message``).
    """
    if not message:
        return
    key = fold(message).replace(" ", "").rstrip(".!")
    kind, code = _FOLDED.get(key, (AgencyBrokeContract, "unknown-message"))
    raise kind(AGENCY, code)
