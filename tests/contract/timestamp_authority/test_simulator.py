"""The authority's stand-in against RFC 3161, openssl being the judge."""

from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from asn1crypto import parser, tsp

from simulators.kit.asgi import Reply, Request
from simulators.kit.keys import made
from simulators.kit.population import Population
from simulators.timestamp_authority.server import QUERY, create_signing_app
from tests.contract.conftest import NOW, Agency
from tests.kit.openssl import at, needs_openssl, openssl, pem

DIGEST = sha256(b"anything").digest()


def _ask(people: Population, body: bytes, content_type: bytes = QUERY, path: str = "/tsa") -> Reply:
    """Return what the stand-in answers."""
    authority = create_signing_app(people, made(), lambda: NOW)
    return authority.answer(Request("POST", path, content_type, body))


def _query(algorithm: str = "sha256", digest: bytes = DIGEST, **more: object) -> bytes:
    """Return a TimeStampReq."""
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    octets: bytes = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, **more}).dump()
    return octets


@needs_openssl
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
async def test_openssl_asks_and_accepts(
    agency: Agency, browser: httpx.AsyncClient, tmp_path: Path, algorithm: str
) -> None:
    """A token that only our own code accepts would not hold in court."""
    data, query, reply = tmp_path / "data", tmp_path / "query", tmp_path / "reply"
    data.write_bytes(b"octets")
    asked = ["ts", "-query", "-data", data, f"-{algorithm}", "-cert", "-out", query]
    assert (await openssl(*asked))[0] == 0
    headers = {"content-type": "application/timestamp-query"}
    answer = await browser.post(f"{agency.url}/tsa", content=query.read_bytes(), headers=headers)
    assert answer.headers["content-type"] == "application/timestamp-reply"
    reply.write_bytes(answer.content)
    judged = ["ts", "-verify", "-queryfile", query, "-in", reply, *at(NOW)]
    code, said = await openssl(*judged, "-CAfile", pem(tmp_path, "root", made().root.certificate))
    assert (code, "Verification: OK" in said) == (0, True), said
    stranger = pem(tmp_path, "stranger", made().timestamps.certificate)
    assert (await openssl(*judged, "-CAfile", stranger))[0] != 0


@needs_openssl
async def test_openssl_verifies_the_gateways_token(agency: Agency, tmp_path: Path) -> None:
    """What the gateway hands over is a bare token that stands by itself."""
    token = tmp_path / "token"
    token.write_bytes(await agency.open().timestamp(DIGEST))
    root = pem(tmp_path, "root", made().root.certificate)
    judged = ["ts", "-verify", "-digest", DIGEST.hex(), "-in", token, "-token_in", *at(NOW)]
    code, said = await openssl(*judged, "-CAfile", root)
    assert (code, "Verification: OK" in said) == (0, True), said


def test_certificates_only_when_asked_for(people: Population) -> None:
    """A requester that keeps the certificates elsewhere gets a smaller token (certReq)."""
    bare, full = (_ask(people, _query(cert_req=wanted)).body for wanted in (False, True))
    assert len(full) - len(bare) > 800
    token = tsp.TimeStampResp.load(bare)["time_stamp_token"]
    assert not token["content"]["certificates"].native


def test_no_nonce_is_made_up(people: Population) -> None:
    """A token says the nonce of its request, or none."""
    token = tsp.TimeStampResp.load(_ask(people, _query()).body)["time_stamp_token"]
    assert token["content"]["encap_content_info"]["content"].parsed["nonce"].native is None


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"rubbish", {"bad_data_format"}),
        (_query() + b"more", {"bad_data_format"}),
        (_query("sha1", bytes(20)), {"bad_alg"}),
        (_query(digest=bytes(31)), {"bad_data_format"}),
        (_query(req_policy="1.2.3.4"), {"unaccepted_policy"}),
        (
            _query(extensions=[{"extn_id": "1.2.3.4", "critical": True, "extn_value": b"x"}]),
            {"unaccepted_extensions"},
        ),
    ],
    ids=["rubbish", "trailing", "sha1", "short", "policy", "extension"],
)
def test_bad_queries_are_rejected_by_name(
    people: Population, body: bytes, failure: set[str]
) -> None:
    """An obliging stand-in would let our mistakes pass."""
    reply = _ask(people, body)
    status = tsp.PKIStatusInfo.load(parser.parse(reply.body)[4]).native
    assert (reply.status, status["status"], status["fail_info"]) == (200, "rejection", failure)


def test_http_is_held_to(people: Population) -> None:
    """Only the media type and the path of the protocol are served."""
    assert _ask(people, _query(), b"application/octet-stream").status == 415
    assert _ask(people, _query(), path="/elsewhere").status == 404
