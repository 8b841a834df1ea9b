"""Fields of the panel's forms, read within bounds."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from hub.web.panel.refusals import PanelRefused

_LARGEST = 16_384
_MOST = 20


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form (application/x-www-form-urlencoded), as `typed` leaves them.

    Raises `PanelRefused` for one that is too large.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST:
            raise PanelRefused("large", 413)
    try:
        pairs = parse_qsl(
            data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST
        )
    except ValueError:
        raise PanelRefused("large", 413) from None
    return {name: typed(value) for name, value in pairs}


def typed(text: str) -> str:
    """Return what somebody typed, without outer spaces and what no text of the store may hold."""
    return text.replace("\x00", "").strip()
