"""Magic inputs: numbers of which the operator always says the same."""

from simulators.kit import cast

OWNED = "09120000001"
SLOW = "09120000002"


def table() -> str:
    """Return the magic inputs as people read them."""
    owner = cast.CLEAR_EMPLOYER.national_id
    return f"{OWNED}  belongs to {owner}\n{SLOW}  the same, slow: after 3 seconds"
