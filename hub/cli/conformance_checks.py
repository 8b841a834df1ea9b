"""What an agency's endpoint is held against: its probes, in time, and requests cut in half."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any, Final

import httpx

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.ports import Attested
from adapters.base.probe import Probe, Subjects
from adapters.base.transport import AgencyTransport
from hub.errors import Misconfigured

_WORDS: Final[dict[type[AgencyError], tuple[str, str]]] = {
    AgencyUnavailable: ("did not answer, or not in time", "پاسخ نداد، یا به‌موقع نداد"),
    AgencyRefused: ("refused to answer", "از پاسخ دادن خودداری کرد"),
    AgencyBrokeContract: (
        "answered otherwise than its contract says",
        "پاسخی داد که با قرارداد نمی‌خواند",
    ),
    NoSuchRecord: (
        "does not know the subject; name another one of its own",
        "موضوع آزمون را نمی‌شناسد؛ موضوع دیگری از خود سامانه معرفی شود",
    ),
}
"""What each error means to who reads the report, in English and in Persian."""

_STATUS: Final = "http-"
"""How the code of an answer begins that is an HTTP status; a refusal may well be one of 5xx."""
_STEADY: Final = {
    True: ("answered", "پاسخ داد"),
    False: ("answered differently when asked again", "در پرسش دوباره پاسخ دیگری داد"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing tried: ``milliseconds`` are the median of its calls and the longest one.

    ``seen`` and ``seen_fa`` say what came of it; ``code`` is the adapter's word for a failure.
    """

    name: str
    title: str
    title_fa: str
    ok: bool
    seen: str
    seen_fa: str
    code: str = ""
    milliseconds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an examination; ``at`` is UTC."""

    agency: str
    url: str
    at: datetime
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check went well."""
        return all(check.ok for check in self.checks)


class Tampering(AgencyTransport):
    """A transport that spoils every request on its way: ``spoil`` returns it spoilt."""

    def __init__(self, spoil: Callable[[httpx.Request], httpx.Request]) -> None:
        super().__init__()
        self._spoil = spoil

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the spoilt request."""
        return await super().handle_async_request(self._spoil(request))


def cut(request: httpx.Request) -> httpx.Request:
    """Return half of a request: of its body, or of its path where it has none."""
    body = request.read()
    target = request.extensions["target"]
    if not body:
        return _changed(request, target=target[: max(1, len(target) // 2)])
    return _changed(request, body=body[: len(body) // 2])


def by_another_method(request: httpx.Request) -> httpx.Request:
    """Return a request by a method that no contract has."""
    return _changed(request, method="DELETE")


def _changed(
    request: httpx.Request, *, method: str = "", target: bytes = b"", body: bytes | None = None
) -> httpx.Request:
    """Return ``request`` with what is given instead of its own."""
    content = request.read() if body is None else body
    length = [(b"Content-Length", b"%d" % len(content))] if content else []
    kept = [field for field in request.headers.raw if field[0].lower() != b"content-length"]
    extensions = request.extensions | ({"target": target} if target else {})
    return httpx.Request(
        method or request.method,
        request.url,
        headers=[*kept, *length],
        stream=httpx.ByteStream(content),
        extensions=extensions,
    )


SPOILT: Final = (
    (cut, "cut", "half a request is refused", "نیمه‌ای از یک درخواست رد می‌شود"),
    (
        by_another_method,
        "method",
        "a request by another method is refused",
        "درخواست با روش دیگر رد می‌شود",
    ),
)
"""How requests are spoilt, and what the check of it is called."""

Open = Callable[[Callable[[], AgencyTransport]], AbstractAsyncContextManager[Any]]
"""Opens a gateway over transports of the caller's."""


@dataclass(frozen=True, slots=True)
class Examination:
    """An endpoint to examine: ``opened`` opens a gateway to it, ``rounds`` times each is asked."""

    opened: Open
    probes: tuple[Probe, ...]
    subjects: Subjects
    rounds: int

    def steps(self) -> Iterator[Awaitable[Check]]:
        """Yield every check, each to be awaited before the next."""
        for probe in self.probes:
            yield self._asked(probe)
        for spoil, name, title, title_fa in SPOILT:
            for probe in self.probes:
                named = Check(f"{probe.name}/{name}", title, title_fa, ok=True, seen="", seen_fa="")
                yield self._spoilt(probe, spoil, named)

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.probes) * (1 + len(SPOILT))

    async def _asked(self, probe: Probe) -> Check:
        """Ask a probe's question, time and again."""
        answers, took = [], []
        try:
            async with self.opened(AgencyTransport) as gateway:
                for _ in range(self.rounds):
                    began = perf_counter()
                    answers.append(await probe.ask(gateway, self.subjects))
                    took.append((perf_counter() - began) * 1_000)
        except (AgencyError, AssertionError) as error:
            return _failed(probe, error)
        values = [one.value for one in answers if isinstance(one, Attested)]
        steady = all(one == values[0] for one in values)
        named = Check(probe.name, "is answered", probe.title, steady, *_STEADY[steady])
        return replace(named, milliseconds=(median(took), max(took)))

    async def _spoilt(
        self, probe: Probe, spoil: Callable[[httpx.Request], httpx.Request], named: Check
    ) -> Check:
        """Ask a probe's question in a way that must not be answered."""
        try:
            async with self.opened(lambda: Tampering(spoil)) as gateway:
                await probe.ask(gateway, self.subjects)
        except AgencyUnavailable as error:
            seen, seen_fa = _WORDS[AgencyUnavailable]
            told = error.code.startswith(_STATUS)
            return replace(named, ok=told, seen=seen, seen_fa=seen_fa, code=error.code)
        except AgencyError as error:
            return replace(named, seen="refused", seen_fa="رد شد", code=error.code)
        except AssertionError:
            pass
        return replace(named, ok=False, seen="answered", seen_fa="پاسخ داده شد")


def _failed(probe: Probe, error: AgencyError | AssertionError) -> Check:
    """Return what an error means."""
    if isinstance(error, AgencyError):
        seen, seen_fa = _WORDS[type(error)]
        return Check(probe.name, "is answered", probe.title, False, seen, seen_fa, error.code)
    seen = f"answered of something else; expected: {error}"
    seen_fa = "پاسخ دربارهٔ چیز دیگری بود"
    return Check(probe.name, "is answered", probe.title, False, seen, seen_fa, "other-answer")


def with_subjects(known: Subjects, given: dict[str, object]) -> Subjects:
    """Return the subjects, those that are ``given`` instead of our own; `Misconfigured`."""
    for name, value in given.items():
        if name not in known:
            raise Misconfigured(f"subject {name}: it is one of {', '.join(known)}")
        if not isinstance(value, str):
            raise Misconfigured(f"subject {name}: it is text, in quotation marks")
    return {**known, **{name: str(value) for name, value in given.items()}}
