"""Magic families: those that show every shape a family has, and those that cannot be."""

from dataclasses import dataclass, replace

from simulators.civil_registry.kin import CHILD, DIVORCED, FATHER, MOTHER, SPOUSE, Kin
from simulators.kit import cast
from simulators.kit.people import Person


@dataclass(frozen=True, slots=True)
class Family:
    """Somebody whose relatives are asked for.

    ``kin`` are the rows that the registry answers with, None where they are read off his
    household.
    """

    key: str
    person: Person
    does: str
    kin: tuple[Kin, ...] | None = None


def _member(
    number: int, household: int, born: int, name: str, father: str, died: int = 0
) -> Person:
    """Return the man ``name``, of a magic household: their numbers are below zero."""
    given, _, family = name.partition(" ")
    return replace(cast.person(number, born, given, family, father, died), household=-household)


def _woman(number: int, household: int, born: int, name: str, father: str, died: int = 0) -> Person:
    """Return the woman ``name``, of a magic household."""
    return replace(_member(number, household, born, name, father, died), male=False)


def _brood(first: int, household: int, count: int) -> list[Person]:
    """Return a father of 1300 and his ``count`` children, one a year."""
    father = _member(first, household, 13000101, "یدالله کاویانی", "کریم")
    return [
        father,
        *(
            _member(first + n, household, 13200101 + 10_000 * n, "کامیار کاویانی", "یدالله")
            for n in range(1, count + 1)
        ),
    ]


_HUSBAND = _member(4_001, 1, 13450310, "یاشار کامرانی", "کیومرث")
_COUPLE = [
    _HUSBAND,
    _woman(4_002, 1, 13480522, "پری یگانه", "اکبر"),
    _woman(4_003, 1, 13700101, "کتایون کامرانی", "یاشار"),
    _member(4_004, 1, 13730615, "یونس کامرانی", "یاشار"),
    _member(4_005, 1, 13801129, "کیان کامرانی", "یاشار"),
]
_WIDOWED = [
    _member(4_011, 2, 13300812, "کمال نیکی", "یحیی", died=13950404),
    _woman(4_012, 2, 13340201, "کبری یاوری", "حسین"),
    _member(4_013, 2, 13600717, "یاسر نیکی", "کمال"),
]
_WIDOWER = [
    _member(4_014, 3, 13281005, "زکریا کاشی", "ابراهیم"),
    _woman(4_015, 3, 13310330, "گیتی کیهانی", "یعقوب", died=14011112),
]
_FATHERLESS = [
    _woman(4_021, 4, 13600606, "مریم کریمیان", "یوسف"),
    _member(4_022, 4, 13890220, "سینا کریمیان", "نامعلوم"),
]
_ALONE = _member(4_023, 5, 13400404, "تنها یزدی", "کاظم")
_FIFTY, _MANY = _brood(4_100, 6, 50), _brood(4_200, 7, 51)

_DIVORCED = _member(4_031, 0, 13500101, "کاوه یکتا", "جلیل")
_HIS_FORMER = _woman(4_032, 0, 13530101, "یلدا کیا", "کامبیز")
_HIS_CHILD = _member(4_033, 0, 13800101, "کسری یکتا", "کاوه")
_HUSBAND_OF_TWO = _member(4_034, 0, 13380101, "کرم یاری", "خلیل")
_FIRST_WIFE = _woman(4_035, 0, 13400101, "کوکب یاقوتی", "ولی")
_SECOND_WIFE = _woman(4_036, 0, 13450101, "یاسمین کرمی", "نبی")

_FATHER = _member(4_041, 0, 13200101, "کاظم یزدانی", "علی")
_OTHER_FATHER = _member(4_042, 0, 13210101, "یعقوب کبیری", "ولی")
_MOTHER = _woman(4_043, 0, 13230101, "کشور یزدانی", "علی")
_OTHER_MOTHER = _woman(4_044, 0, 13240101, "یاس کبیری", "ولی")
_NO_ID = replace(_HIS_CHILD, national_id="0000000000")
_NO_DAY = replace(_HIS_CHILD, born=0)


def _impossible(number: int, key: str, does: str, *kin: Kin) -> Family:
    """Return somebody of 1350 whose rows contradict each other, or nature."""
    person = _member(4_300 + number, 0, 13500101, "یاور کاردان", "کاظم")
    return Family(key, person, f"family: {does}", kin)


_OWN = _impossible(3, "own-relative", "he is his own father")

FAMILIES = (
    Family("couple", _HUSBAND, "family: a wife and three children"),
    Family("child", _COUPLE[3], "family: a father and a mother"),
    Family("widow", _WIDOWED[1], "family: a husband who died 1395/04/04, and a son"),
    Family("deceased-spouse", _WIDOWER[0], "family: a wife who died 1401/11/12, no children"),
    Family("one-parent", _FATHERLESS[1], "family: a mother alone"),
    Family("alone", _ALONE, "family: nobody on record"),
    Family(
        "divorced",
        _DIVORCED,
        "family: a wife divorced, and a son",
        (Kin(DIVORCED, _HIS_FORMER), Kin(CHILD, _HIS_CHILD)),
    ),
    Family(
        "two-wives",
        _HUSBAND_OF_TWO,
        "family: two wives, as the law allows",
        (Kin(SPOUSE, _FIRST_WIFE), Kin(SPOUSE, _SECOND_WIFE)),
    ),
    Family("fifty-children", _FIFTY[0], "family: as many rows as the contract allows"),
    Family("many-children", _MANY[0], "family: 50 rows of 51"),
    _impossible(1, "two-fathers", "two fathers", Kin(FATHER, _FATHER), Kin(FATHER, _OTHER_FATHER)),
    _impossible(2, "two-mothers", "two mothers", Kin(MOTHER, _MOTHER), Kin(MOTHER, _OTHER_MOTHER)),
    replace(_OWN, kin=(Kin(FATHER, _OWN.person),)),
    _impossible(4, "older-child", "a child older than he", Kin(CHILD, _FATHER)),
    _impossible(5, "younger-father", "a father younger than he", Kin(FATHER, _HIS_CHILD)),
    _impossible(
        6, "twice", "one woman in two rows", Kin(SPOUSE, _HIS_FORMER), Kin(CHILD, _HIS_FORMER)
    ),
    _impossible(7, "strange-relation", "a row of relation 9", Kin(9, _HIS_CHILD)),
    _impossible(8, "relative-no-id", "a child without an id", Kin(CHILD, _NO_ID)),
    _impossible(9, "relative-no-day", "a child without a birth day", Kin(CHILD, _NO_DAY)),
)
"""Every magic family; in getEstelam3 all of these people have a record like anybody else."""

ROWS_MISSING = _impossible(
    10, "rows-missing", "one row of two", Kin(CHILD, _HIS_CHILD), Kin(SPOUSE, _HIS_FORMER)
)
"""A family that the registry answers with a row too few."""

MEMBERS = (
    *_COUPLE, *_WIDOWED, *_WIDOWER, *_FATHERLESS, _ALONE, *_FIFTY, *_MANY, _HIS_FORMER, _HIS_CHILD,
    _FIRST_WIFE, _SECOND_WIFE, _FATHER, _OTHER_FATHER, _MOTHER, _OTHER_MOTHER,
)  # fmt: skip
"""All the magic people's relatives, who can be asked for themselves."""
