"""The one gate between a proven sender and the hub's duties."""

from hub.errors import NotPermitted
from schemas.canonical.case import AuthorizedRequest, InboundRequest


def authorize(request: InboundRequest) -> AuthorizedRequest:
    """Return the request as an allowed one; `NotPermitted` unless its consumer holds the duty."""
    if request.duty not in request.consumer.duties:
        raise NotPermitted("consumer.duty")
    return AuthorizedRequest(request)
