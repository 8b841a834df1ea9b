"""A notary office asks what an employer owes before a deed."""

from simulators.kit.wss.client import HubClient


class NotaryOffice(HubClient):
    """One office with its key; see `HubClient`."""

    inquiry = "InquireDebt"
