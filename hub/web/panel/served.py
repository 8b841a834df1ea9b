"""When the contractor was told what was calculated last; pure."""

from collections.abc import Iterable
from datetime import date

from hub.store.workshop_notices import Notified
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.model import Party
from schemas.canonical.dates import tehran_day


def served_on(file: File, notices: Iterable[Notified]) -> date | None:
    """Return the day (Tehran) on which the contractor took the notice of the newest calculation."""
    for one in notices:
        if (one.act, one.party) == (file.calculated_by, Party.CONTRACTOR) and one.delivered_at:
            return tehran_day(one.delivered_at)
    return None
