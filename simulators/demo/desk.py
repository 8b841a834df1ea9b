"""The organization's services at the hub's doors of contract files: they tell, read and ask."""

from typing import Any
from uuid import uuid4

import httpx

from simulators.kit.oauth import Client

FILES = "/v1/article38/files"
CLEARANCES = "/v1/article38/clearances"

Json = dict[str, Any]


class NotTaken(Exception):
    """The hub took something otherwise than it must; the message says what and why."""


class Desk:
    """One desk; every request is signed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell(self, ocid: str, act: Json) -> list[Json]:
        """Return what an act came to: it and what the hub did because of it; `NotTaken`."""
        answer = await self._post(f"{FILES}/{ocid}/acts", act)
        if answer.status_code != 201:
            raise NotTaken(f"{act['act']}: {_why(answer)}")
        found: list[Json] = answer.json()["answer"]["acts"]
        return found

    async def file(self, ocid: str) -> Json:
        """Return what a file stands at."""
        return await self._get(f"{FILES}/{ocid}")

    async def ask(self, ocid: str, stage: str, on: str) -> Json:
        """Return the answer to a request for clearance."""
        asked = {"ocid": ocid, "stage": stage, "request_number": "1405/38", "request_date": on}
        answer = await self._post(CLEARANCES, asked)
        if answer.status_code not in {201, 202}:
            raise NotTaken(f"clearance: {_why(answer)}")
        found: Json = answer.json()
        return found

    async def case(self, case_id: str) -> Json:
        """Return the answer of a case that was opened before."""
        return await self._get(f"{CLEARANCES}/{case_id}")

    async def _get(self, path: str) -> Json:
        answer = await self._client.request("GET", path, signed=True)
        if answer.status_code != 200:
            raise NotTaken(f"{path}: {_why(answer)}")
        found: Json = answer.json()
        return found

    async def _post(self, path: str, body: Json) -> httpx.Response:
        headers = {"idempotency-key": str(uuid4())}
        return await self._client.request("POST", path, json=body, headers=headers, signed=True)


def _why(answer: httpx.Response) -> str:
    """Return a refusal as one line."""
    told = answer.json()
    parts = (told.get(name) for name in ("code", "field", "rule", "title"))
    return f"{answer.status_code} {' '.join(str(one) for one in parts if one)}"
