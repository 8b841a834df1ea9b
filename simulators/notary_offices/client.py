"""A notary office asks what an employer owes before a deed."""

from typing import Any

from simulators.kit.wss.client import HubClient, Reply


class NotaryOffice(HubClient):
    """One office with its key; see `HubClient`."""

    def inquire(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Ask what an employer owes (``InquireDebt``); see `call`."""
        return self.call("InquireDebt", message_id, **fields)

    def get_answer(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Fetch an answer that was pending (``GetAnswer``); see `call`."""
        return self.call("GetAnswer", message_id, **fields)
