"""Why a contract is taken for the one meant, or is not: in words for an operator; pure.

The words name fields and kinds of keys, and no value of either.
"""

from hub.contracts.keys import OWN
from hub.contracts.resolve import Ambiguous, Candidate, Doubt, Known, New, Resolution
from hub.contracts.scale import ALL, Scale
from hub.contracts.score import Likeness, Score
from schemas.canonical.text import persian_digits

_FIELDS = {
    "number": ("number", "شماره"),
    "assigner": ("assigner", "واگذارنده"),
    "contractor": ("contractor", "مقاطعه‌کار"),
    "signed_on": ("day of signing", "تاریخ انعقاد"),
    "starts_on": ("first day", "تاریخ شروع"),
    "ends_on": ("last day", "تاریخ پایان"),
}
_KEYS = {
    "crn": ("tax registration (crn)", "شمارهٔ یکتای سامانهٔ مؤدیان"),
    "budget_code": ("budget code", "کد سازمان برنامه و بودجه"),
    "row": ("contract row", "ردیف پیمان"),
    OWN: ("the register's own id", "شناسهٔ خود دستگاه"),
}
_DOUBTS = {
    Doubt.KEYS_APART: (
        "keys of the statement belong to different contracts",
        "کلیدهای این اظهار از آنِ پیمان‌های گوناگون است",
    ),
    Doubt.KEY_CONTRADICTED: ("another key contradicts it", "کلید دیگری با آن نمی‌خواند"),
    Doubt.KEY_ALONE: (
        "only the key agrees, the description is of another contract",
        "تنها کلید یکی است و مشخصات، مشخصات پیمان دیگری است",
    ),
    Doubt.TWICE_THERE: (
        "the register has it already under another id",
        "دستگاه همین پیمان را با شناسهٔ دیگری هم دارد",
    ),
    Doubt.SEVERAL: ("others are as much alike", "پیمان‌های دیگری هم همین‌قدر همانندند"),
    Doubt.ALIKE: ("it is alike, but not enough", "همانند است، اما نه به اندازهٔ کافی"),
}
_LIKENESS = {
    Likeness.SAME: ("the same", "یکی"),
    Likeness.NEAR: ("near", "نزدیک"),
    Likeness.OTHER: ("different", "متفاوت"),
}


def in_english(found: Resolution, scale: Scale) -> tuple[str, ...]:
    """Return what was found in English: a line, then one for each candidate."""
    match found:
        case New():
            return ("a new contract: no key is known, and no description is alike",)
        case Known(ocid, by, score):
            return (f"{ocid}, by {_list(by, 0) or _scored(score, scale.same, 0)}",)
        case Ambiguous(candidates):
            first = f"an operator decides between {len(candidates)} and a new contract"
            return (first, *(_candidate(one, scale.same, 0) for one in candidates))


def in_persian(found: Resolution, scale: Scale) -> tuple[str, ...]:
    """Return what was found in Persian: a line, then one for each candidate."""
    match found:
        case New():
            return ("پیمان تازه است: هیچ کلیدی شناخته نیست و مشخصات هیچ پیمانی همانند نیست",)
        case Known(ocid, by, score):
            return (f"{ocid}، بر پایهٔ {_list(by, 1) or _scored(score, scale.same, 1)}",)
        case Ambiguous(candidates):
            count = persian_digits(str(len(candidates)))
            first = f"کاربر میان {count} پیمان و پیمانی تازه تصمیم می‌گیرد"
            return (first, *(_candidate(one, scale.same, 1) for one in candidates))


def _candidate(one: Candidate, same: int, tongue: int) -> str:
    """Return a candidate in English (0) or Persian (1)."""
    parts = [f"{one.ocid}: {_DOUBTS[one.doubt][tongue]}"]
    for kinds, likeness in ((one.keys_same, Likeness.SAME), (one.keys_other, Likeness.OTHER)):
        if kinds:
            parts.append(f"{_list(kinds, tongue)}: {_LIKENESS[likeness][tongue]}")
    return ("; ", "؛ ")[tongue].join([*parts, _scored(one.score, same, tongue)])


def _list(kinds: tuple[str, ...], tongue: int) -> str:
    """Return kinds of keys in words."""
    comma = (", ", "، ")[tongue]
    return comma.join(_KEYS[OWN if one.startswith(OWN) else one][tongue] for one in kinds)


def _scored(score: Score, same: int, tongue: int) -> str:
    """Return a score and where it comes from in words."""
    said = (", ", "، ")[tongue].join(
        f"{_FIELDS[name][tongue]} {_LIKENESS[likeness][tongue]}"
        for name, likeness in score.fields.items()
    )
    if tongue == 0:
        return f"{score.points} points of {ALL}, {same} being enough ({said})"
    return persian_digits(f"{score.points} امتیاز از {ALL}، کافی {same} ({said})")
