"""The commerce-card registry asks, for a chamber, what an applicant's head office owes."""

from simulators.kit.wss.client import HubClient


class ChamberOffice(HubClient):
    """The registry as its chambers use it, with its key; see `HubClient`."""

    inquiry = "InquireClearance"
