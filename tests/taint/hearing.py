"""What of an exchange can be overheard: its answer, the log, and the traces that agencies get."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from adapters.base.trace import TRACE
from hub.logs import JsonLines


@dataclass(frozen=True, slots=True)
class Heard:
    """One exchange as everybody could overhear it: the answer, what was logged and handed on."""

    status: int
    headers: str
    body: bytes
    logs: str
    traces: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Overheard:
    """An agency whose questions' traces are noted."""

    def __init__(self, agency: Any, traces: list[str]) -> None:
        self._agency = agency
        self._traces = traces

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._agency, name)

        async def ask(*arguments: Any) -> Any:
            self._traces.append(str(TRACE.get()))
            return await asked(*arguments)

        return ask


class Ear(logging.Handler):
    """Hears every record of every logger, as it is written and as it is."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{JsonLines().format(record)} {vars(record)!r}")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Yield the list in which every log record from here on stands."""
    root, ear = logging.getLogger(), Ear()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield ear.lines
    finally:
        root.removeHandler(ear)
        root.setLevel(level)
