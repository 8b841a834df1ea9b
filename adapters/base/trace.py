"""The trace a request belongs to, handed on to whatever is asked on its behalf."""

from contextvars import ContextVar
from typing import Final

TRACE: Final[ContextVar[str | None]] = ContextVar("trace", default=None)
"""The ``traceparent`` (W3C Trace Context) of the request that is being answered; else None."""


def trace_id() -> str | None:
    """Return the 32 hex digits that all records of this trace share; None outside of any."""
    trace = TRACE.get()
    return trace.split("-")[1] if trace else None
