"""The time that all questions of one request share: set around them, kept by every agency.

It travels with the context, so that ports need no argument for it and tasks inherit it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context

_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Give everything that is asked inside ``seconds`` together; an outer budget still binds."""
    token = _DEADLINE.set(deadline(seconds))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def deadline(seconds: float) -> float:
    """Return the time of the running loop at which a question of ``seconds`` ends.

    That is when its request's budget ends, where this is sooner.
    """
    own = asyncio.get_running_loop().time() + seconds
    shared = _DEADLINE.get()
    return own if shared is None else min(own, shared)


def without_budget() -> Context:
    """Return a copy of the context for work that outlives the request that began it."""
    context = copy_context()
    context.run(_DEADLINE.set, None)
    return context
