"""Where a contract is looked for in the store: by its keys, and among those it may be alike; pure.

`hub.contracts.resolve` asks for all contracts that share a key or a place with a statement. Taken
at its word, that is every contract of a pair of parties and every one with the number 1405/1. Under
a scale of which `is_sought` holds, one that is alike has a number of the same groups of letters and
digits *and* a party in common, and these two together are found by a hash.
"""

from hashlib import blake2b

from hub.contracts.keys import number_groups
from hub.contracts.scale import ALL, Scale
from hub.store.contracts import Found
from schemas.canonical.contract import RegisteredContract


def is_sought(scale: Scale) -> bool:
    """Tell whether what is alike enough to be asked about always shares number and a party."""
    points = scale.points
    parties = points["assigner"].same + points["contractor"].same
    without_party = ALL - parties
    without_number = ALL - points["number"].same
    return max(without_party, without_number) < scale.ambiguous


def found_by(contract: RegisteredContract) -> Found:
    """Return under what a contract is kept, and is sought."""
    number = " ".join(number_groups(contract.number))
    row = None
    if contract.row is not None and contract.branch is not None:
        row = f"{contract.branch}/{contract.row}"
    return Found(
        contract.crn,
        contract.budget_code,
        row,
        _hash(f"a{contract.assigner} {number}"),
        _hash(f"c{contract.contractor} {number}"),
    )


def _hash(text: str) -> int:
    """Return 64 bits of a hash; a collision only brings up a contract that is not alike."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
