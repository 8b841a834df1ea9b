"""The tax authority as the hub's client: it says its contracts in batches, and follows the feed."""

import json
from asyncio import Event
from collections.abc import AsyncIterator, Sequence
from typing import Any

from simulators.kit.oauth import Client
from simulators.kit.population import Population
from simulators.tax_authority.followed import Followed
from simulators.tax_authority.register import Register
from simulators.tax_authority.tree import line

CODE = "tax-authority"
"""The consumer's code under which the hub knows the authority."""
BATCH = "/v1/contracts/batch"
CHANGES = "/v1/contracts/changes"
_AT_ONCE = 1_000
"""Lines of a batch and versions of a page: who cannot read while he sends, sends a few thousand."""
_WAIT = 2
"""Seconds that a question about the feed waits for something new."""

Json = dict[str, Any]


class HubSaidNo(Exception):
    """The hub did not take or tell what was asked for; the message is its status and its words."""


def lines_of(country: Population) -> list[bytes]:
    """Return all contracts of the authority as lines of a batch, the last changed at the end."""
    return [line(one) for one in Register(country).holdings.all()]


async def push(client: Client, lines: Sequence[bytes]) -> AsyncIterator[list[Json]]:
    """Say ``lines`` as NDJSON; yield the results of a thousand at a time.

    Raises `HubSaidNo` when a batch is not taken to its end.
    """
    for start in range(0, len(lines), _AT_ONCE):
        some = lines[start : start + _AT_ONCE]
        answer = await client.request(
            "POST",
            BATCH,
            content=b"\n".join(some) + b"\n",
            headers={"content-type": "application/x-ndjson"},
        )
        *results, last = [json.loads(one) for one in answer.text.splitlines()] or [{}]
        if answer.status_code != 200 or "problem" in last or len(results) != len(some):
            raise HubSaidNo(f"{answer.status_code} {last}")
        yield results


async def follow(client: Client, followed: Followed, enough: Event) -> None:
    """Read the feed into ``followed`` from where that ends, until it is ``enough`` and read.

    Every page is acknowledged. Raises `HubSaidNo`.
    """
    while True:
        stop = enough.is_set()
        after = {"after": followed.cursor} if followed.cursor else {}
        query = {**after, "limit": _AT_ONCE, "wait": 0 if stop else _WAIT}
        path = f"{CHANGES}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
        page = await client.request("GET", path)
        if page.status_code != 200:
            raise HubSaidNo(f"{page.status_code} {page.text[:200]}")
        events = page.json()
        followed.take(events, page.headers["feed-cursor"])
        if events:
            await _acknowledge(client, followed.cursor)
        elif stop:
            return


async def _acknowledge(client: Client, cursor: str) -> None:
    """Tell the hub that all up to a cursor has come."""
    answer = await client.request("POST", f"{CHANGES}/acknowledgement", json={"cursor": cursor})
    if answer.status_code != 200:
        raise HubSaidNo(f"{answer.status_code} {answer.text[:200]}")
