"""The way to an agency: at its own door, or through one of the government's buses."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from adapters.base.accounts import Account, EsbAccount, PublicBusAccount, Way
from adapters.base.bus import EsbChannel
from adapters.base.http import Channel
from adapters.base.public_bus import PublicBusChannel

CARRIES: Final[Mapping[Way, frozenset[str]]] = {
    "direct": frozenset({"soap", "rest", "der"}),
    "esb": frozenset({"soap"}),
    "public-bus": frozenset({"rest"}),
}
"""Which protocols a manifest may name for a way."""


def through(
    agency: str, way: Way, channel: Channel, account: Account, now: Callable[[], datetime]
) -> Channel:
    """Return ``channel`` as a gateway uses it when its agency is reached by ``way``.

    ``now`` tells UTC; ``account`` has one for the bus of that way.
    """
    match account.buses.get(way):
        case EsbAccount() as bus:
            return EsbChannel(agency, channel, bus)
        case PublicBusAccount() as bus:
            return PublicBusChannel(agency, channel, bus, now)
    return channel
