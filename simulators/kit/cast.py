"""The people of the magic inputs: always the same, whatever the seed, known to several agencies."""

from simulators.kit import identifiers as ids
from simulators.kit.people import Firm, Person

_MAGIC = 98 * 999_999  # beyond every population's ids


def person(number: int, born: int, given: str, family: str, father: str, died: int = 0) -> Person:
    """Return the magic person of ``number``, with a national id that begins with 998."""
    national_id = ids.national_id(_MAGIC + number)
    return Person(national_id, born, died, True, given, family, father, 0, number, 998)


CLEAR_EMPLOYER = person(1_001, 13500401, "بهروز", "کریمی", "یوسف")
OWING_EMPLOYER = person(1_002, 13480912, "ناصر", "رضایی", "کاظم")
DECEASED = person(1_003, 13200215, "ایرج", "یزدانی", "اکبر", died=13990630)
OTHER_NAME = person(1_004, 13550707, "کوروش", "کیانی", "جمشید")
LOST_ZEROS = Person(
    ids.short_national_id(900_001), 13601120, 0, False, "شیرین", "عزیزی", "یحیی", 0, 1_005, 998
)
FIRM = Firm(ids.legal_id(99 * 999_999 + 1_001), "شرکت مهندسی راهگشا پویا", CLEAR_EMPLOYER)
