"""What every installation of the commerce-card registry must take."""

from typing import Final

from adapters.base.probe import Subjects
from adapters.base.receiving import RELATES_TO, receiver_probes
from schemas.canonical.decision import Outcome

SUBJECTS: Final[Subjects] = {"number": "137-1405-9980001001-8", **RELATES_TO}
"""``number`` of a certificate that is nobody's, ``relates_to`` the MessageID of its inquiry."""

PROBES: Final = receiver_probes(
    "commerce-card-registry",
    outcome=Outcome.REFUSED,
    deed_text="آزمون ارتباط؛ این متن به هیچ کارتی مربوط نیست.",
    status_title="اعلام ابطال مفاصاحساب",
)
