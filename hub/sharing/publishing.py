"""Who publishes contracts in the words of the Open Contracting Data Standard, from the settings."""

from hub.config import PublisherSettings, Settings
from hub.contracts.ocds import Publisher
from hub.errors import Misconfigured
from signing.keys.errors import KeyUnusable
from signing.keys.material import read_private


def open_publisher(settings: Settings) -> Publisher | None:
    """Return the publisher that the settings name; None where none is set.

    Raises `Misconfigured` for a secret that cannot be read, that others may read, or that is too
    short to hide anybody.
    """
    if settings.ocds is None:
        return None
    return _publisher(settings.ocds, f"ocds-{settings.ocid_prefix}")


def _publisher(told: PublisherSettings, prefix: str) -> Publisher:
    try:
        secret = read_private(told.persons_secret, "persons_secret")
    except KeyUnusable as error:
        raise Misconfigured(f"ocds: {error}") from error
    try:
        return Publisher(
            prefix=prefix,
            name=told.name,
            uri=str(told.uri),
            license=str(told.license),
            secret=secret,
            policy=_text(told.policy),
            extension=_text(told.extension),
            scheme=told.scheme,
            uid=told.uid,
        )
    except ValueError as error:
        raise Misconfigured(f"ocds.persons_secret: {error}") from error


def _text(address: object) -> str | None:
    return None if address is None else str(address)
