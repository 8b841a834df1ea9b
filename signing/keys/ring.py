"""The signing keys of a process, each from an instant on, so that a key rolls over under way."""

from collections.abc import Sequence
from datetime import datetime

from signing.signer import Signer


class Ring:
    """Signers by the instant from which each signs; any number of processes agree by the clock.

    A process that was told of the next key signs with it from its instant on, one that was not
    yet told goes on with the key before it: both keys are published, so both signatures hold.
    """

    def __init__(self, entries: Sequence[tuple[datetime | None, Signer]]) -> None:
        """Take the signers with the instants (not naive) from which they sign.

        One has None: it signs from the beginning. Raises ``ValueError`` unless it is exactly one,
        for a naive instant, and for two keys from one instant on.
        """
        later = {since: signer for since, signer in entries if since is not None}
        first = [signer for since, signer in entries if since is None]
        if len(first) != 1:
            raise ValueError("one key signs from the beginning")
        if len(first) + len(later) != len(entries):
            raise ValueError("two keys sign from the same instant on")
        if any(since.tzinfo is None for since in later):
            raise ValueError("a key signs from an instant with a zone")
        self._first = first[0]
        self._newest_first = tuple((since, later[since]) for since in sorted(later, reverse=True))

    def at(self, instant: datetime) -> Signer:
        """Return the signer whose turn came last before ``instant`` (not naive), or at it."""
        for since, signer in self._newest_first:
            if since <= instant:
                return signer
        return self._first

    def from_now(self, instant: datetime) -> tuple[Signer, ...]:
        """Return the signers that may sign at ``instant`` (not naive) or later, in their order."""
        later = (signer for since, signer in reversed(self._newest_first) if since > instant)
        return (self.at(instant), *later)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Every signer, in the order of their turns."""
        return (self._first, *(signer for _, signer in reversed(self._newest_first)))
