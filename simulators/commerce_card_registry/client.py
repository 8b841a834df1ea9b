"""The commerce-card registry asks, for a chamber, what an applicant's head office owes."""

from typing import Any

from simulators.kit.wss.client import HubClient, Reply


class ChamberOffice(HubClient):
    """The registry as its chambers use it, with its key; see `HubClient`."""

    def inquire(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Ask for a clearance (``InquireClearance``); see `call`."""
        return self.call("InquireClearance", message_id, **fields)

    def get_answer(self, message_id: str | None = None, **fields: Any) -> Reply:
        """Fetch an answer that was pending (``GetAnswer``); see `call`."""
        return self.call("GetAnswer", message_id, **fields)
