"""Notices put together: what a consumer is told is what the certificate and the act say."""

from datetime import UTC

import pytest

from hub.outbox.notices import put_together
from hub.store.deliveries import Delivery, LateAnswer
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import State
from signing.profile import prepare
from tests.kit.messages import NOTARIES, number
from tests.kit.status import act
from tests.vectors.certificates.samples import clearance

NAME = "37-1405-0000000001-0"


def delivery(tells: object) -> Delivery:
    return Delivery(number(1), NOTARIES.code, number(2), 1, tells)  # type: ignore[arg-type]  # any


def test_an_act_is_told_as_it_was_recorded() -> None:
    """A consumer would rely on a certificate from another instant on than the hub says."""
    made = act(NAME, State.SUPERSEDED, superseded_by="37-1405-0000000002-0")
    assert put_together(delivery(made)) == StatusNotice(
        id=number(1),
        receiver=NOTARIES.code,
        case_id=number(2),
        number=made.number,
        state=State.SUPERSEDED,
        reason=made.reason,
        since=made.effective_at,
        known_at=made.recorded_at,
        superseded_by=made.superseded_by,
    )


def test_neither_note_nor_name_is_told() -> None:
    """What an officer wrote for colleagues would leave the house."""
    told = repr(put_together(delivery(act(NAME, by="an officer"))))
    assert "an officer" not in told
    assert act(NAME).note not in told


def test_an_answer_is_what_its_certificate_says() -> None:
    """The notice would say another thing than the signed document in it."""
    document, words = prepare(clearance()).xml, clearance()
    notice = put_together(delivery(LateAnswer("urn:uuid:5", document)))
    assert isinstance(notice, AnswerNotice)
    assert (notice.id, notice.receiver, notice.case_id) == (number(1), NOTARIES.code, number(2))
    assert notice.relates_to == "urn:uuid:5"
    assert notice.certificate == document
    assert (notice.number, notice.deed_text) == (words.number, words.deed_text)
    assert (notice.outcome, notice.issued) == (words.decision, words.issued)
    assert notice.valid_until == words.valid_until
    assert (notice.issued.tzinfo, notice.valid_until.tzinfo) == (UTC, UTC)


def test_a_document_that_is_no_certificate_is_an_error() -> None:
    """A receiver would be brought a notice with made-up words."""
    with pytest.raises(ValueError, match="LegalBasis"):
        put_together(delivery(LateAnswer("urn:uuid:5", b"<no/>")))
