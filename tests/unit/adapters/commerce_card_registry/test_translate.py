"""Our notices as events of the registry."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.base.errors import AgencyBrokeContract
from adapters.commerce_card_registry import wire
from adapters.commerce_card_registry.translate import check, event_of
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import REASONS, State

MOMENT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NUMBER = CertificateNumber("137-1405-9980001001-8")
STATUS = StatusNotice(
    id=UUID(int=3),
    receiver="commerce-card-registry",
    case_id=UUID(int=2),
    number=NUMBER,
    state=State.REVOKED,
    reason=None,
    since=MOMENT,
    known_at=MOMENT,
    superseded_by=None,
)
ANSWER = AnswerNotice(
    id=UUID(int=1),
    receiver="commerce-card-registry",
    case_id=UUID(int=2),
    relates_to="urn:uuid:inquiry",
    outcome=Outcome.UNDETERMINED,
    number=NUMBER,
    deed_text="متن",
    issued=MOMENT,
    valid_until=MOMENT,
    certificate=b"<Certificate/>",
)


def test_every_act_has_a_type_of_its_own() -> None:
    """A receiver chooses by type; two acts of one type would be taken for each other."""
    types = {state: event_of(replace(STATUS, state=state), "urn:hub").type for state in REASONS}
    assert types == {
        State.ISSUED: "ir.sso.peyvand.certificate.reinstated",
        State.SUSPENDED: "ir.sso.peyvand.certificate.suspended",
        State.REVOKED: "ir.sso.peyvand.certificate.revoked",
        State.SUPERSEDED: "ir.sso.peyvand.certificate.superseded",
    }


@pytest.mark.parametrize("notice", [ANSWER, replace(STATUS, state=State.EXPIRED)])
def test_what_is_no_notice(notice: AnswerNotice | StatusNotice) -> None:
    """An open case and the mere passing of time are told to nobody."""
    with pytest.raises(ValueError, match="no "):
        event_of(notice, "urn:hub")


def test_the_acknowledgement_is_of_this_notice() -> None:
    """A receipt for another event is none for ours."""
    said = wire.Acknowledgement.model_validate(
        {"id": str(STATUS.id), "acceptedAt": MOMENT, "duplicate": False}
    )
    check(said, STATUS)
    with pytest.raises(AgencyBrokeContract) as caught:
        check(said, ANSWER)
    assert caught.value.code == "other-notice"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"id": "x", "acceptedAt": "2026-11-22T08:00:00Z"}',
        b'{"id": "x", "acceptedAt": "2026-11-22T08:00:00", "duplicate": false}',
        b'{"id": "x", "acceptedAt": "2026-11-22T08:00:00Z", "duplicate": "no"}',
        b'{"id": 1, "acceptedAt": "2026-11-22T08:00:00Z", "duplicate": false}',
        b'{"id": "x", "accepted_at": "2026-11-22T08:00:00Z", "duplicate": false}',
    ],
)
def test_no_acknowledgement(body: bytes) -> None:
    """Words without an id and an instant prove nothing."""
    with pytest.raises(AgencyBrokeContract) as caught:
        wire.read(body)
    assert caught.value.code == "schema"
