"""A consumer gets a token from the running hub, over a real socket, and a stranger does not."""

import httpx
import pytest

from simulators.kit.oauth import Client
from tests.acceptance.conftest import House
from tests.acceptance.parties import NOTARIES


def _client(house: House, code: str, key: str) -> Client:
    own = house.keys.key(key)
    assert own.key is not None
    assert own.certificate is not None
    return Client(code, own.key.read_bytes(), own.certificate.read_bytes(), house.origin)


async def test_a_registered_consumer_gets_a_token(house: House) -> None:
    """The token endpoint would not stand, or not know the origin that consumers address."""
    async with _client(house, NOTARIES, NOTARIES) as client:
        assert (await client.token()).count(".") == 2


def test_the_endpoint_says_where_it_is(house: House) -> None:
    """A library that configures itself would be sent to where nobody answers."""
    said = httpx.get(f"{house.origin}/.well-known/oauth-authorization-server").json()
    assert (said["issuer"], said["token_endpoint"]) == (
        house.origin,
        f"{house.origin}/oauth2/token",
    )


@pytest.mark.parametrize(
    ("code", "key"), [(NOTARIES, "stranger"), ("a-bank", NOTARIES)], ids=["key", "name"]
)
async def test_a_stranger_gets_none(house: House, code: str, key: str) -> None:
    """Anybody with a key could ask in an agency's name."""
    async with _client(house, code, key) as client:
        with pytest.raises(httpx.HTTPStatusError) as caught:
            await client.token()
    assert caught.value.response.status_code == 401
    assert caught.value.response.json()["error"] == "invalid_client"
