"""What every installation of the notaries' system must take."""

from typing import Final

from adapters.base.probe import Subjects
from adapters.base.receiving import RELATES_TO, receiver_probes
from schemas.canonical.decision import Outcome

SUBJECTS: Final[Subjects] = {"number": "37-1405-9980001001-2", **RELATES_TO}
"""``number`` of a certificate that is nobody's, ``relates_to`` the MessageID of its inquiry."""

PROBES: Final = receiver_probes(
    "notary-offices",
    outcome=Outcome.GRANTED,
    deed_text="آزمون ارتباط؛ این متن در هیچ سندی درج نمی‌شود.",
    status_title="اعلام ابطال گواهی",
)
