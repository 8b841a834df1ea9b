"""Asynchronous inquiries, encrypted both ways: submitted, then asked for by their reference."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import uuid4

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract
from adapters.tax_authority import translate, wire
from adapters.tax_authority.jose import FOREIGN_KEY, Account, ServerKeys
from adapters.tax_authority.session import Session

Sleep = Callable[[float], Awaitable[None]]
_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 2.0
_KEYS_LAST: Final = timedelta(hours=1)
T = TypeVar("T")


class Inquiries:
    """What is asked by reference as ``account``; ``now`` tells UTC, ``sleep`` waits for seconds.

    The authority's keys are asked for once an hour, and once more in an inquiry that meets a key
    which is not among them: it may have changed them.
    """

    def __init__(
        self, session: Session, account: Account, now: Callable[[], datetime], sleep: Sleep
    ) -> None:
        self._session = session
        self._account = account
        self._now = now
        self._sleep = sleep
        self._known: tuple[ServerKeys, datetime] | None = None

    async def ask(self, path: str, question: Mapping[str, Any]) -> tuple[str, bytes, Answer]:
        """Return the reference, the content and the encrypted answer of an inquiry.

        It is asked for until it is answered: how long that may take is the caller's deadline.
        """
        content = json.dumps(question, separators=(",", ":")).encode()
        reference = await self._again(lambda keys: self._submit(path, content, keys))
        payload, answer = await self._result(reference)

        async def opened(keys: ServerKeys) -> bytes:
            return self._account.opened(payload, keys, self._now())

        return reference, await self._again(opened), answer

    async def _again(self, step: Callable[[ServerKeys], Awaitable[T]]) -> T:
        """Return what ``step`` returns with the keys we know, or with those of now."""
        if self._known is not None and self._now() < self._known[1]:
            try:
                return await step(self._known[0])
            except AgencyBrokeContract as error:
                if error.code != FOREIGN_KEY:
                    raise
        return await step(await self._keys())

    async def _keys(self) -> ServerKeys:
        """Ask for the authority's keys."""
        answer = await self._session.get("/server-information")
        now = self._now()
        keys = translate.keys_of(wire.read(wire.ServerInformation, answer), now)
        self._known = keys, now + _KEYS_LAST
        return keys

    async def _submit(self, path: str, content: bytes, keys: ServerKeys) -> str:
        """Submit an inquiry; return its reference."""
        uid = str(uuid4())
        packet = {
            "payload": self._account.sealed(content, keys, self._now()),
            "header": {"requestTraceId": uid, "fiscalId": self._account.client},
        }
        answer = await self._session.post(path, json.dumps([packet]).encode())
        return translate.reference_of(wire.read(wire.SubmitReply, answer), uid)

    async def _result(self, reference: str) -> tuple[str, Answer]:
        """Return the payload of the inquiry as soon as there is one, with its answer."""
        wait = _FIRST_WAIT
        while True:
            answer = await self._session.get(f"/inquiry-by-reference-id?referenceIds={reference}")
            payload = translate.payload_of(wire.read(wire.Inquiries, answer), reference)
            if payload is not None:
                return payload, answer
            await self._sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
