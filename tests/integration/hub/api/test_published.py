"""What may be mirrored: the keys and the newest status list, as an outside verifier takes them."""

from datetime import timedelta

from hub.status import publish_status_list
from hub.store.status_lists import StatusLists
from signing.verify import Policy
from signing.verify.keyset import read_keyset
from signing.verify.seal import verify_seal
from signing.verify.status_list import read_status_list
from tests.integration.hub.api.conftest import Office
from tests.kit.pki import NOW, world
from tests.kit.status import act

HOUR = timedelta(hours=1)


async def test_the_keys_judge_a_seal_with_no_other_help(office: Office) -> None:
    """An office with paper alone could verify nothing."""
    answer = await office.client.get("/v1/keys")
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert answer.headers["cache-control"].startswith("public")
    seal = (await office.opened("qr")).text
    assert verify_seal(seal, read_keyset(answer.content), NOW).ok


async def test_the_newest_list_is_the_one_served(office: Office) -> None:
    """A mirror would rely on a list that knows too little."""
    none = await office.client.get("/v1/status-list")
    assert (none.status_code, none.json()["code"]) == (404, "status.no-list")
    await office.record(act(office.number, effective=NOW, recorded=NOW))
    for hours in (1, 2):
        now = NOW + hours * HOUR
        signed = await publish_status_list(
            StatusLists(office.pool), hub="peyvand", signer=world().signer, now=now
        )
    answer = await office.client.get("/v1/status-list")
    assert answer.content == signed.xml
    found = read_status_list(answer.content, Policy(world().anchors), now)
    assert (found.sequence, list(found.entries)) == (2, [office.number])
    assert answer.headers["expires"] == "Mon, 23 Nov 2026 10:30:00 GMT"


async def test_mirrors_fetch_only_what_is_new(office: Office) -> None:
    """Every mirror in the country would fetch the whole list every minute."""
    tag = (await office.client.get("/v1/keys")).headers["etag"]
    again = await office.client.get("/v1/keys", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_published_is_only_read(office: Office) -> None:
    """A client that tries to change it would be left to guess."""
    for path in ("/v1/keys", "/v1/status-list"):
        answer = await office.client.put(path)
        assert (answer.status_code, answer.json()["code"]) == (405, "request.only-get")
