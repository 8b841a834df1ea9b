"""From our notices to the service's words, and its acknowledgement held against them; pure."""

import json

from adapters.base.errors import AgencyBrokeContract
from adapters.electronic_notification import wire
from schemas.canonical.dates import utc_stamp
from schemas.canonical.notice import WorkshopNotice


def path_of(notice: WorkshopNotice) -> str:
    """Return where the notices of a workshop go, below the service's base URL."""
    return f"/workshops/{notice.workshop.branch}/{notice.workshop.workshop_id}/notices"


def body_of(notice: WorkshopNotice) -> bytes:
    """Return the JSON of a notice, the same at every attempt.

    Raises `AgencyBrokeContract` (``text-too-long``) for words that the service does not keep whole.
    """
    if len(notice.title) > wire.LONGEST_TITLE or len(notice.text) > wire.LONGEST_TEXT:
        raise AgencyBrokeContract(wire.AGENCY, "text-too-long")
    told = {
        "id": str(notice.id),
        "kind": notice.kind,
        "title": notice.title,
        "text": notice.text,
        "about": {"ocid": notice.ocid, "row": notice.row, "branch": notice.row_branch},
        "issued_at": utc_stamp(notice.issued),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def check(acknowledgement: wire.Acknowledgement, notice: WorkshopNotice) -> None:
    """Raise `AgencyBrokeContract` unless it is this notice, in this workshop's account.

    ``other-notice`` and ``other-workshop``.
    """
    if acknowledgement.id != str(notice.id):
        raise AgencyBrokeContract(wire.AGENCY, "other-notice")
    where = acknowledgement.workshop_id, acknowledgement.branch
    if where != (notice.workshop.workshop_id, notice.workshop.branch):
        raise AgencyBrokeContract(wire.AGENCY, "other-workshop")
