"""The organization's own services ask the hub: each is told what is agreed, and nothing else."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import httpx

from simulators.demo.agreed import SERVICES, Agreed, agreements
from simulators.demo.disclosure import Answered, leaks, told_in, wrong
from simulators.demo.house import House
from simulators.demo.papers import Papers
from simulators.demo.stage import Stage
from simulators.demo.subjects import Question, questions
from simulators.kit.oauth import Client

_REFUSED = "urn:peyvand:problem:purpose.other-service"


def ask(stage: Stage, house: House) -> None:
    """Put every lookup that is agreed, and one for another service's purpose; note what came."""
    agreed = agreements(house.config)
    planned = list(questions(agreed))
    asked = {one.service for one in planned}
    stage.record.unserved = sorted({one.service for one in agreed} - asked)
    asyncio.run(_asked(stage, house, planned, agreed))


async def _asked(
    stage: Stage, house: House, planned: list[Question], agreed: Iterable[Agreed]
) -> None:
    refused = _for_another(planned[0], agreed)
    title = "lookups of our services · استعلام خدمات"
    bar = stage.progress.add_task(title, total=len(planned) + 1)
    keys, transport = house.services, httpx.AsyncHTTPTransport()
    async with Client(
        SERVICES, keys.key, keys.certificate, house.origin, transport=transport
    ) as client:
        for question in planned:
            answer = await _put(client, question)
            stage.record.lookups.append(_answered(question, answer, stage.papers))
            stage.progress.advance(bar)
        stage.record.lookups.append(_refused(refused, await _put(client, refused), stage.papers))
        stage.progress.advance(bar)


async def _put(client: Client, question: Question) -> httpx.Response:
    return await client.request("POST", question.path, json=question.body, signed=question.signed)


def _for_another(question: Question, agreed: Iterable[Agreed]) -> Question:
    """Return the question under the purpose of another service."""
    purposes = (one.purpose for one in agreed if one.service != question.service)
    return replace(question, purpose=next(one for one in purposes if one != question.purpose))


def _answered(question: Question, answer: httpx.Response, papers: Papers) -> Answered:
    """Return what came of a lookup; its receipt goes to the papers."""
    if answer.status_code != 200:
        return Answered(question, problem=f"refused: {answer.json().get('code', 'not a problem')}")
    said: dict[str, Any] = answer.json()
    receipt = b64decode(said["receipt"])
    name = papers.keep_receipt(
        receipt, answer_digest=sha256(_canonical(said["answer"])).hexdigest()
    )
    heard = "\n".join([*_headers(answer), _canonical(said["answer"]).decode(), receipt.decode()])
    return Answered(
        question,
        told_in(said["answer"]),
        tuple(said["answer"]["withheld"]),
        name,
        problem=wrong(question, said["answer"], heard),
    )


def _refused(question: Question, answer: httpx.Response, papers: Papers) -> Answered:
    """Return what came of a question that must be refused, with a receipt of the refusal."""
    said: dict[str, Any] = answer.json()
    if said.get("type") != _REFUSED or "receipt" not in said:
        return Answered(question, problem=f"came to {said.get('type')} instead of {_REFUSED}")
    receipt = b64decode(said["receipt"])
    name = papers.keep_receipt(receipt, answer_digest="")
    heard = "\n".join([*_headers(answer), answer.text, receipt.decode()])
    refusal = {name: str(said[name]) for name in ("type", "title", "title_fa", "status")}
    problem = next(leaks(question, heard, refused=True), "")
    return Answered(question, receipt=name, refusal=refusal, problem=problem)


def _headers(answer: httpx.Response) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in answer.headers.items())


def _canonical(answer: Mapping[str, Any]) -> bytes:
    """Return the octets that a receipt is over: members by name, no blanks (RFC 8785)."""
    text = json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
