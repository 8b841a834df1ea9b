"""Magic inputs: mobile numbers for which the register always does the same.

Every number, magic or not, begins with 096 to 098, which no operator was allotted.
"""

from dataclasses import dataclass, field

from simulators.kit import cast
from simulators.kit.magic import by_key, columns
from simulators.kit.people import Person

UNKNOWN_PROVIDER = "9999"
"""The provider's code that the register does not know."""


@dataclass(frozen=True, slots=True)
class Magic:
    """A number, in whose name it is, and what the register does when asked about it.

    ``reply`` holds the fields of the reply that are not as they should be; ``delay`` is in seconds.
    """

    key: str
    mobile: str
    owner: Person
    does: str
    reply: dict[str, str | int] = field(default_factory=dict)
    delay: float = 0.0


def mobile_of(person: Person) -> str:
    """Return the number of somebody: one to one with his national id."""
    block = "7" if person.national_id.startswith("0") else "8"
    return f"09{block}{person.national_id[1:9]}"


_OWNER = cast.CLEAR_EMPLOYER


def _odd(key: str, number: int, does: str, **reply: str | int) -> Magic:
    """Return a number of the clear employer's about which the answer is odd."""
    return Magic(key, f"0960000{number:04}", _OWNER, does, reply)


MAGIC = by_key(
    Magic("owned", mobile_of(_OWNER), _OWNER, "200: the clear employer's own, nobody else's"),
    Magic(
        "lost-zeros",
        mobile_of(cast.LOST_ZEROS),
        cast.LOST_ZEROS,
        "200: of somebody whose national id begins with zeros",
    ),
    Magic("not-owned", "09600000001", cast.OWING_EMPLOYER, "600: it is the owing employer's"),
    _odd("ceased", 2, "601: the number is out of service", response=601),
    _odd("foreign", 3, "602: it is in the name of a foreign identity", response=602),
    _odd("no-such-person", 4, "603: no such identity", response=603),
    _odd("repeated", 5, "700: says that the requestId was used before", response=700),
    _odd("stale", 6, "701: says that the iat is not of now", response=701),
    _odd("unreadable", 7, "703: says that it cannot read what was encrypted", response=703),
    _odd("quota", 8, "710: the provider's quota is used up", response=710),
    _odd("closed", 9, "712: the service is closed", response=712),
    _odd("operator-silent", 10, "720: the operator does not answer", response=720),
    _odd("unknown-code", 11, "a response that its contract does not have", response=999),
    _odd("text-code", 12, "the response as a text", response="200"),
    _odd("other-request", 13, "answers under another requestId", requestId="0" * 24),
    _odd("extra-field", 14, "a field that its contract does not have", operator="x"),
    Magic("slow", "09600000015", _OWNER, "the right answer after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    heads = ("key", "number", "in the name of", "what the register does")
    rows = [(one.key, one.mobile, one.owner.national_id, one.does) for one in MAGIC.values()]
    last = "anybody's number is 098 (097 for ids with zeros) and his id's 2nd to 9th digit; "
    return "\n".join([*columns(heads, rows), f"{last}provider {UNKNOWN_PROVIDER} is unknown (711)"])
