"""What a gateway is built from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from adapters.base.answer import Answer
from adapters.base.fresh import NOTHING_KEPT, Freshness
from adapters.base.http import Channel
from adapters.base.ports import Attested, MessageSecurity
from adapters.base.resilience import Conduct

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account at an agency; the password never prints, nor do the ``details``.

    These are the entries of the credentials file beside user and password, by name, as the manifest
    lists them under ``account``.
    """

    user: str
    password: str = field(repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


NOBODY = Credentials("", "")
"""No account: behind the government bus the agencies want none."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The way to one agency; ``now`` tells UTC.

    ``security`` signs messages to it and opens its replies, which ``certificate`` (DER) signs;
    both are None where it wants neither. ``freshness`` bounds what a gateway keeps (`Fresh`).
    """

    agency: str
    http: Channel
    conduct: Conduct
    now: Callable[[], datetime]
    credentials: Credentials
    security: MessageSecurity | None = None
    certificate: bytes | None = None
    freshness: Freshness = NOTHING_KEPT

    def attest(self, value: T, answer: Answer) -> Attested[T]:
        """Return ``value`` as this agency's word of now, with the SHA-256 of what came."""
        words = answer.body if answer.envelope is None else answer.envelope
        return Attested(value, self.agency, self.now(), sha256(words).digest())
