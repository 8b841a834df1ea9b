"""The words of the demonstration: what is asked, what must come of it, and what came."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

Outcome = Literal["GRANTED", "REFUSED", "pending", "fault"]
OUTCOMES: tuple[Outcome, ...] = ("GRANTED", "REFUSED", "pending", "fault")
Debt = tuple[int, int, int]
"""Definite, divisible and indivisible debt in rials."""


class Kind(Enum):
    """A kind of inquiry: what it is about, in English and in Persian."""

    CLEAR = ("workshop without debt", "کارگاه بی‌بدهی")
    OWING = ("workshop with debt", "کارگاه بدهکار")
    LEGAL = ("transferor a firm", "انتقال‌دهندهٔ حقوقی")
    LOCATED = ("workshop by address", "کارگاه با نشانی و کد پستی")
    SOAP12 = ("asked in SOAP 1.2", "با SOAP 1.2")
    ZEROS = ("lost zeros, commas in amounts", "صفرهای افتاده")
    DECEASED = ("deceased transferor", "انتقال‌دهندهٔ متوفی")
    MISMATCH = ("name is not the registry's", "نام ناهمخوان با ثبت احوال")
    STRANGER = ("no such person", "شخص ناشناخته")
    UNKNOWN = ("unknown workshop", "کارگاه ناشناخته")
    SHARED = ("several workshops at an address", "چند کارگاه در یک نشانی")
    MESSAGE = ("a message where an amount belongs", "پیام به جای مبلغ")
    WITHHELD = ("agency will not say", "خودداری دستگاه از پاسخ")
    CARD = ("commerce card, no debt", "کارت بازرگانی، بی‌بدهی")
    CARD_OWING = ("commerce card, debt", "کارت بازرگانی، بدهکار")
    CARD_DISSOLVED = ("commerce card, dissolved firm", "کارت بازرگانی، شرکت منحل")
    OUTAGE = ("agency down, and back", "قطع و وصل دستگاه")
    REPEATED = ("repeated", "تکراری")
    FORGED = ("forged", "جعلی")
    MALFORMED = ("malformed", "نادرست")

    @property
    def en(self) -> str:
        """Its name in English."""
        return self.value[0]

    @property
    def fa(self) -> str:
        """Its name in Persian."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Told:
    """What the hub says: the outcome and its codes, and of a debt its parts.

    ``codes`` are the reasons of an answer. For a refusal they are its code and, where it names
    them, the rule that was broken and the field.
    """

    outcome: Outcome
    codes: tuple[str, ...]
    owed: Debt | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry: its fields as the WSDL has them, and what must come of it.

    ``later`` is what it must come to once the agencies answer again.
    """

    kind: Kind
    fields: Mapping[str, Any]
    expected: Told
    later: Told | None = None
    soap12: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one message; ``problem`` is empty when it is what had to come.

    ``about`` says which of its kind it was, ``milliseconds`` is as the notary waited, ``body`` the
    SHA-256 of the answer's Body, in hexadecimal.
    """

    kind: Kind
    about: str
    expected: Told
    told: Told
    milliseconds: float
    asked: Mapping[str, Any] | None = None
    message_id: str = ""
    case_id: str = ""
    body: str = ""
    documents: tuple[str, ...] = ()
    problem: str = ""


def of_a_chamber(fields: Mapping[str, Any] | None) -> bool:
    """Tell whether an inquiry is a chamber's, by its fields; else it is a notary's."""
    return fields is not None and "Chamber" in fields


def difference(expected: Told, told: Told) -> str:
    """Return what is wrong with an answer in one line, nothing when it is the expected one."""
    if told == expected:
        return ""
    return f"expected {_line(expected)}, got {_line(told)}"


def _line(told: Told) -> str:
    """Return an answer as one phrase."""
    owed = "" if told.owed is None else f" owing {'+'.join(map(str, told.owed))}"
    return f"{told.outcome} ({', '.join(told.codes)}){owed}"
