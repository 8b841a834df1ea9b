"""Commands that are loaded when they are called: what one of them needs, no other waits for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a command before it is loaded.

    ``place`` is the ``module:name`` of its function, or of the Typer that holds a group; ``line``
    the first line of its help. ``example`` stands below the help of a function.
    """

    name: str
    place: str
    line: str
    example: str = ""

    def load(self) -> TyperCommand | TyperGroup:
        """Return the command itself."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(module), name)
        app = found if isinstance(found, typer.Typer) else self._alone(found)
        return cast(TyperCommand | TyperGroup, typer.main.get_command(app))

    def _alone(self, function: Callable[..., None]) -> typer.Typer:
        """Return a Typer with one command."""
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(self.name, epilog=f"Example: {self.example}")(function)
        return app


class LateCommand(TyperCommand):
    """A command or group in the list of its parent; called or asked for help, it is loaded."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name, help=entry.line)
        self._entry = entry

    @cached_property
    def loaded(self) -> TyperCommand | TyperGroup:
        """The command itself."""
        return self._entry.load()

    def make_context(self, *given: Any, **named: Any) -> Any:
        """Return the context of the command itself, which parses and runs in its own place."""
        return self.loaded.make_context(*given, **named)


def group_of(*entries: Entry) -> type[TyperGroup]:
    """Return the class of a Typer's group that has ``entries`` after its own commands."""

    class Group(TyperGroup):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            for entry in entries:
                self.add_command(LateCommand(entry))

    return Group
