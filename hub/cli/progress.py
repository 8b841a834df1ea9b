"""A bar for what takes its time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")

_PATIENCE = 2.0  # seconds before a bar shows how far it is


def tracked(things: Iterable[T], total: int, title: str) -> Iterator[T]:
    """Yield ``things``, with a bar on the terminal once that takes its time."""
    started = monotonic()
    with ExitStack() as stack:
        advance: Callable[[], None] | None = None
        for done, thing in enumerate(things):
            if advance is None and monotonic() - started > _PATIENCE:
                advance = stack.enter_context(_bar(done, total, title))
            yield thing
            if advance is not None:
                advance()


@contextmanager
def _bar(done: int, total: int, title: str) -> Iterator[Callable[[], None]]:
    """Show a bar where somebody looks at one; yield what moves it by one."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total, completed=done)
        yield lambda: bar.advance(task)
