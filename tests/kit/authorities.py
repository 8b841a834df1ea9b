"""Authorities in memory: a stamper and a source of revocation that fail the way a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.base.errors import AgencyUnavailable, NoSuchRecord
from tests.kit.nodes import Node
from tests.kit.pki import World

SILENT = AgencyUnavailable("authority", "timeout")


@dataclass
class Stamps:
    """A timestamp authority of ``world`` whose clock is the test's; ``asked`` are the digests.

    ``tsa`` stamps instead of the world's own.
    """

    world: World
    clock: Callable[[], datetime]
    failure: Exception | None = None
    tsa: Node | None = None
    asked: list[bytes] = field(default_factory=list)

    async def timestamp(self, digest: bytes) -> bytes:
        """Return a token over ``digest``, or fail."""
        self.asked.append(digest)
        if self.failure is not None:
            raise self.failure
        return self.world.token(digest, self.clock(), tsa=self.tsa)


@dataclass
class Revocations:
    """A certification authority of ``world``; ``responder`` and ``lists`` may fail by themselves.

    ``asked`` are the certificates whose status was asked for, ``listed`` tells when the lists were
    made, before or after now.
    """

    world: World
    clock: Callable[[], datetime]
    responder: Exception | None = None
    lists: Exception | None = None
    listed: timedelta = timedelta(0)
    tsa: Node | None = None
    asked: list[bytes] = field(default_factory=list)

    async def status_of(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return the OCSP response on the world's signer or stamper."""
        self.asked.append(certificate)
        if self.responder is not None:
            raise self.responder
        known = (self.world.leaf, self.world.tsa, *filter(None, (self.tsa,)))
        node = next((one for one in known if one.der == certificate), None)
        if node is None or self.world.issuing.der != issuer:
            raise NoSuchRecord("authority", "unknown")
        return self.world.ocsp(self.clock(), on=node)

    async def revocation_list(self, issuer: bytes) -> bytes:
        """Return the newest list of the world's root or issuing authority."""
        if self.lists is not None:
            raise self.lists
        issuers = (self.world.root_node.der, self.world.issuing.der)
        return self.world.crls(self.clock() + self.listed)[issuers.index(issuer)]
