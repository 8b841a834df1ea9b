"""What the agencies of the taint test say: of nobody who exists, each value marked.

The person has died, so that his death has a day; the forms of each value are written down here, by
hand and not by the filter.
"""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from schemas.canonical.identifiers import (
    parse_legal_id,
    parse_mobile,
    parse_national_id,
    parse_postal_code,
)
from schemas.canonical.money import Rials
from schemas.canonical.person import Firm, Person, Relation, Relative
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop
from simulators.kit import identifiers
from tests.kit import article37 as kit
from tests.taint.marks import Detector, marks_of

_MAGIC: Final = 98 * 999_999
INSURED: Final = parse_national_id(identifiers.national_id(_MAGIC + 4_001))
CHILD: Final = parse_national_id(identifiers.national_id(_MAGIC + 4_002))
OTHER: Final = parse_national_id(identifiers.national_id(_MAGIC + 4_003))
FIRM_ID: Final = parse_legal_id(identifiers.legal_id(99 * 999_999 + 4_001))
MOBILE: Final = parse_mobile("09987654301")
BORN_AS_ASKED: Final = date(1971, 4, 11)
"""The birth day that a consumer names; the registry's own is another, so that it is told apart."""

DEAD: Final = Person(
    INSURED, date(1971, 5, 23), "گهرنشان", "فیروزه‌تبار", "سیمرغ‌بان", True, date(2019, 8, 17)
)
ALIVE: Final = replace(DEAD, deceased=False, death_date=None)
_CHILD: Final = Person(CHILD, date(2011, 2, 9), "پرنیان‌دخت", "آذرنگار", "بهمن‌یار", False, None)
_OTHER: Final = Person(OTHER, date(2013, 7, 30), "شباهنگ", "کهن‌دژی", "نیک‌پندار", False, None)
FAMILY: Final = (Relative(Relation.CHILD, _CHILD), Relative(Relation.SPOUSE, _OTHER))
FIRM: Final = Firm(
    FIRM_ID,
    "شرکت مروارید کویر خیالی",
    date(1997, 11, 9),
    "83650417",
    parse_postal_code(identifiers.postal_code(4_001)),
    dissolved=False,
)
OWING: Final = DebtPosition(
    kit.WORKSHOP,
    "کارگاه یاقوت‌کوه",
    date(2026, 11, 21),
    Rials(7_310_000_117),
    Rials(2_640_000_229),
    Rials(1_950_000_331),
)
CLEAR: Final = replace(OWING, definite=Rials(0), divisible=Rials(0), indivisible=Rials(0))
HERE: Final = RegisteredWorkshop(kit.WORKSHOP, "کارگاه یاقوت‌کوه", kit.ADDRESS)
ELSEWHERE: Final = RegisteredWorkshop(kit.OTHER_WORKSHOP, "کارگاه لاجوردآباد", "گذر شبدیز، پلاک ۹۱")

VALUES: Final[dict[str, str | int | date]] = {
    "person.given_name": DEAD.given_name,
    "person.family_name": DEAD.family_name,
    "person.father_name": DEAD.father_name,
    "person.birth_date": DEAD.birth_date,
    "person.death_date": date(2019, 8, 17),
    "relative.given_name": _CHILD.given_name,
    "relative.family_name": _CHILD.family_name,
    "relative.father_name": _CHILD.father_name,
    "relative.birth_date": _CHILD.birth_date,
    "another.given_name": _OTHER.given_name,
    "another.family_name": _OTHER.family_name,
    "another.father_name": _OTHER.father_name,
    "another.birth_date": _OTHER.birth_date,
    "another.national_id": OTHER,
    "firm.name": FIRM.name,
    "firm.registered_on": FIRM.registered_on,
    "firm.registration_number": FIRM.registration_number,
    "firm.postal_code": str(FIRM.postal_code),
    "debt.definite": OWING.definite,
    "debt.divisible": OWING.divisible,
    "debt.indivisible": OWING.indivisible,
    "debt.total": OWING.total,
    "workshop.name": OWING.workshop_name,
    "another.workshop": ELSEWHERE.name,
    "another.address": ELSEWHERE.address,
}
"""What agencies say, by field; ``another`` is whoever they know beside whom was asked about."""
SAID: Final = Detector(marks_of(VALUES))
ASKED: Final = Detector(
    marks_of(
        {
            "national_id": INSURED,
            "relative": CHILD,
            "legal_id": FIRM_ID,
            "mobile": MOBILE,
            "birth_date": BORN_AS_ASKED,
        }
    )
)
"""Finds whom a request is about."""

_FLAGS: Final = {
    "person.alive": False,
    "relation.holds": True,
    "relative.alive": True,
    "mobile.owned": True,
    "firm.active": True,
}
_MASKED: Final = {
    "person.given_name": "گ***",
    "person.family_name": "ف***",
    "person.father_name": "س***",
    "person.birth_date": "1350/**/**",
    "person.death_date": "1398/**/**",
    "relative.given_name": "پ***",
    "relative.family_name": "آ***",
    "relative.father_name": "ب***",
    "relative.birth_date": "1389/**/**",
    "firm.registered_on": "1376/**/**",
    "firm.registration_number": "***0417",
    "firm.postal_code": f"***{str(FIRM.postal_code)[-4:]}",
}
_BANDS: Final = {"person.birth_date": "45-59", "relative.birth_date": "0-17"}
_DAYS: Final = {
    "person.birth_date": "1350/03/02",
    "person.death_date": "1398/05/26",
    "relative.birth_date": "1389/11/20",
    "firm.registered_on": "1376/08/18",
}


def in_form(name: str, form: str) -> Any:
    """Return a field as an answer in JSON tells it in a form."""
    if name in _FLAGS:
        return _FLAGS[name]
    value = VALUES[name]
    if form == "whole" and isinstance(value, date):
        return {"gregorian": value.isoformat(), "jalali": _DAYS[name]}
    return {"whole": value, "masked": _MASKED.get(name), "age-band": _BANDS.get(name)}.get(
        form, True
    )
