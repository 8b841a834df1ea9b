"""The gateway against the authority's stand-in: every magic input comes to what it should."""

from hashlib import sha256

import pytest
from asn1crypto import cms, tsp

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from simulators.timestamp_authority.people import MAGIC
from simulators.timestamp_authority.token import rejection
from tests.contract.conftest import IMPATIENT, NOW, Agency

DIGEST = sha256(b"anything").digest()


def _info(token: bytes) -> tsp.TSTInfo:
    """Return what a token attests."""
    return cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed


async def test_token_is_what_was_asked_for(agency: Agency) -> None:
    """The token that is kept must be over our digest, of now, with the certificates to judge it."""
    token = await agency.open().timestamp(DIGEST)
    info = _info(token).native
    assert info["message_imprint"]["hashed_message"] == DIGEST
    assert info["gen_time"] == NOW
    certificates = cms.ContentInfo.load(token)["content"]["certificates"]
    known = made()
    sent = {one.chosen.serial_number for one in certificates}
    assert sent == {
        known.timestamps.certificate.serial_number,
        known.issuing.certificate.serial_number,
    }


async def test_request_is_the_contracts(agency: Agency) -> None:
    """What we send is a TimeStampReq with a nonce that wants certificates, fresh every time."""
    gateway = agency.open()
    await gateway.timestamp(DIGEST)
    await gateway.timestamp(DIGEST)
    asked = [tsp.TimeStampReq.load(request.body).native for request, _ in agency.simulator.history]
    assert [one["cert_req"] for one in asked] == [True, True]
    assert asked[0]["nonce"] != asked[1]["nonce"]
    assert {request.content_type for request, _ in agency.simulator.history} == {
        b"application/timestamp-query"
    }


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("rejected", AgencyUnavailable, "system-failure"),
        ("try-later", AgencyUnavailable, "time-not-available"),
        ("wrong-nonce", AgencyBrokeContract, "other-nonce"),
        ("wrong-imprint", AgencyBrokeContract, "other-imprint"),
        ("wrong-clock", AgencyBrokeContract, "clock"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_refused(agency: Agency, key: str, error: type[AgencyError], code: str) -> None:
    """None of these may be taken for a token; each keeps its kind, by digest and as a fault."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.timestamp(MAGIC[key].digest)
    assert caught.value.code == code
    if key != "slow":
        agency.simulator.faults.set(Fault(mode=MAGIC[key].mode))  # type: ignore[arg-type]
        with pytest.raises(error) as again:
            await gateway.timestamp(DIGEST)
        assert again.value.code == code


@pytest.mark.parametrize(
    ("failure", "error", "code"),
    [
        ("bad_alg", AgencyBrokeContract, "bad-algorithm"),
        ("unaccepted_policy", AgencyRefused, "unaccepted-policy"),
        ("add_info_not_available", AgencyRefused, "no-additional-information"),
    ],
)
async def test_rejections(
    agency: Agency, failure: str, error: type[AgencyError], code: str
) -> None:
    """A refusal says whether to wait, to ask for rights, or to call a human."""
    right = agency.simulator.answer
    agency.simulator.answer = lambda request: right(request)._replace(body=rejection(failure, "no"))
    with pytest.raises(error) as caught:
        await agency.open().timestamp(DIGEST)
    assert caught.value.code == code
