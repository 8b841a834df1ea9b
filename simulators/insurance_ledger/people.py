"""Magic inputs: workshops for which the ledger always does the same, in demo, test and sandbox."""

from dataclasses import dataclass, field

from simulators.kit import cast
from simulators.kit.magic import by_key, columns
from simulators.kit.people import Firm, Person, Workshop

BRANCH = "0210"
SINGLE = "1351343501"
SHARED = "1351343511"
EMPTY = "1351343531"
ODD = "1351343611"
"""Postal codes: of one workshop, of three, of none, of all the odd ones."""


@dataclass(frozen=True, slots=True)
class Magic:
    """A workshop and what the ledger does when asked for it.

    ``reply`` holds the fields of the debt reply that differ from what its record says; ``delay``
    is in seconds; an unregistered one is nowhere in the ledger.
    """

    key: str
    workshop: Workshop
    does: str
    reply: dict[str, str | int] = field(default_factory=dict)
    delay: float = 0.0
    registered: bool = True


def _workshop(
    number: int,
    name: str,
    owner: Person | Firm,
    debts: tuple[int, int, int] = (0, 0, 0),
    postal_code: str = ODD,
) -> Workshop:
    """Return the magic workshop of ``number``; its id begins with 99 unless the number is short."""
    workshop_id = f"{number:010}" if number < 1_000 else f"99{number:08}"
    address = f"تهران، خیابان آزادی، پلاک {number}"
    return Workshop(workshop_id, BRANCH, name, owner, postal_code, address, *debts)


_SORRY = "جهت تعیین بدهی به شعبه مراجعه شود"
_OWNER = cast.CLEAR_EMPLOYER
MAGIC = by_key(
    Magic(
        "clear",
        _workshop(1_001, "تولیدی کریمی", cast.CLEAR_EMPLOYER, postal_code=SINGLE),
        f"owes nothing; alone at postal code {SINGLE}",
    ),
    Magic(
        "owing",
        _workshop(
            1_002,
            "کارگاه رضایی",
            cast.OWING_EMPLOYER,
            (1_250_000_000, 750_000_000, 90_000_000),
            SHARED,
        ),
        f"owes 1,250,000,000 definite, 750,000,000 divisible, 90,000,000 indivisible; "
        f"one of three at {SHARED}",
    ),
    Magic(
        "firm",
        _workshop(1_003, "مهندسی راهگشا پویا", cast.FIRM, postal_code=SHARED),
        f"a firm's, owes nothing; one of three at {SHARED}",
    ),
    Magic(
        "lost-zeros",
        _workshop(777, "کارگاه عزیزی", cast.LOST_ZEROS, (12_000_000, 0, 0), SHARED),
        f"comes back as 777 and 210; amounts with commas; one of three at {SHARED}",
        {"workshopId": "777", "branchCode": "210", "amount1": "12,000,000"},
    ),
    Magic(
        "message",
        _workshop(1_101, "کارگاه نوری", _OWNER),
        "a message stands where the definite debt should",
        {"amount1": _SORRY},
    ),
    Magic(
        "empty-amount",
        _workshop(1_102, "کارگاه ملکی", _OWNER),
        "nothing stands where the divisible debt should",
        {"amount2": ""},
    ),
    Magic(
        "closed",
        _workshop(1_103, "کارگاه امینی", _OWNER),
        "status 2: the service is closed",
        {"status": 2, "result": "سرویس در این ساعت در دسترس نیست", "sDate": ""},
    ),
    Magic(
        "other-workshop",
        _workshop(1_104, "کارگاه طاهری", _OWNER),
        "answers with another workshop's number",
        {"workshopId": "9900001999"},
    ),
    Magic(
        "unknown",
        _workshop(1_105, "کارگاه ناشناس", _OWNER),
        "status 1: no such workshop",
        registered=False,
    ),
    Magic(
        "slow",
        _workshop(1_106, "کارگاه زارع", _OWNER),
        "the right answer after 3 seconds",
        delay=3.0,
    ),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    rows = [
        (one.key, one.workshop.workshop_id, one.workshop.branch, one.does) for one in MAGIC.values()
    ]
    return "\n".join(
        [
            *columns(("key", "workshop", "branch", "what the ledger does"), rows),
            f"no workshop stands at postal code {EMPTY}",
            "fault refuse: status 2, the service is closed",
        ]
    )
