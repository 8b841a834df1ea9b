"""An agency's words read by our own rules; pure."""

from collections.abc import Callable
from typing import TypeVar

from adapters.base.errors import AgencyBrokeContract

T = TypeVar("T")


def read_as(agency: str, code: str, parse: Callable[..., T], *told: object) -> T:
    """Return what ``parse`` makes of what was ``told``.

    Its ``ValueError`` is `AgencyBrokeContract` with this ``code``, without a word of what was told.
    """
    try:
        return parse(*told)
    except ValueError:
        raise AgencyBrokeContract(agency, code) from None
