"""What an answer of electronic notification means: by its own code, or by its status alone."""

import json

import pytest

from adapters.base.answer import Answer
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.electronic_notification import wire


def _refusal(status: int, code: str, **more: str) -> Answer:
    body = json.dumps({"code": code, "message": "پیام", **more}).encode()
    return Answer(status, "application/json", body)


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (_refusal(404, "no-account"), NoSuchRecord, "no-account"),
        (_refusal(403, "not-signed"), AgencyRefused, "not-signed"),
        (_refusal(503, "closed"), AgencyRefused, "closed"),
        # a proxy's page says nothing of the account: the notice is brought again
        (Answer(404, "text/html", b"<html/>"), AgencyBrokeContract, "http-404"),
        (_refusal(404, "no-account", more="x"), AgencyBrokeContract, "http-404"),
        # a code under another status is not theirs
        (_refusal(500, "no-account"), AgencyUnavailable, "http-500"),
        (_refusal(404, "closed"), AgencyBrokeContract, "http-404"),
        (_refusal(503, "busy"), AgencyUnavailable, "http-503"),
        (Answer(200, "text/html", b"<html/>"), AgencyBrokeContract, "not-json"),
        (Answer(200, "application/json", b"{}"), AgencyBrokeContract, "schema"),
    ],
)
def test_what_is_no_acknowledgement(answer: Answer, error: type[AgencyError], code: str) -> None:
    """A notice would be given up because of a proxy, or never although nobody will take it."""
    with pytest.raises(AgencyError) as caught:
        wire.read(answer)
    assert (type(caught.value), caught.value.code) == (error, code)
