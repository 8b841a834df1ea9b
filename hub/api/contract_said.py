"""What a register said in a stream of lines, kept in mind for the one receipt at its end."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from hub.api.contract_gate import Admitted
from hub.api.contract_lines import RawLine
from hub.api.contract_receipts import ContractReceipts
from hub.errors import HubUnavailable
from schemas.canonical.disclosure import lines_subject


class Said:
    """The lines that were taken from a stream, as two digests and two numbers.

    The digest of lines is the SHA-256 of every line as it came, each with a line feed behind it,
    blank ones left out; that of results is over their lines as they were sent, before the last one.
    """

    def __init__(self, receipts: ContractReceipts, admitted: Admitted) -> None:
        self._receipts = receipts
        self._admitted = admitted
        self._taken, self._told = sha256(), sha256()
        self._first = self._last = 0

    def add(self, lines: Sequence[RawLine], results: bytes) -> None:
        """Keep in mind lines that are durable, and what is told of them."""
        self._first, self._last = self._first or lines[0].number, lines[-1].number
        self._taken.update(b"\n".join([*(one.octets for one in lines), b""]))
        self._told.update(results)

    async def receipt(self, outcomes: Mapping[str, int]) -> dict[str, str]:
        """Return the receipt (XML in base64) as a member of the last line; none of no lines.

        ``outcomes`` says how many came to what. Raises `HubUnavailable`.
        """
        if not self._last:
            return {}
        subject = lines_subject(self._first, self._last, outcomes)
        taken, told = self._taken.digest(), self._told.digest()
        xml = await self._receipts.of_lines(self._admitted, taken, told, subject)
        return {"receipt": b64encode(xml).decode()}

    async def receipt_if_can(self, outcomes: Mapping[str, int]) -> dict[str, str]:
        """Return what `receipt` does, and nothing where it cannot be kept."""
        try:
            return await self.receipt(outcomes)
        except HubUnavailable:
            return {}
