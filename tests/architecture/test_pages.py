"""What the pages say is there: the links, the commands and their options."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from hub.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted({ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")})
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?:\]\(|(?:src|href)=\")([^)\s\"]+)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CALL = re.compile(r"(?:^|[\s/`(])peyvand((?: +[^\s`|#;&<]+)+)", re.MULTILINE)
_OPTION = re.compile(r"\[?(--[a-z][a-z0-9-]+)")


def anchors_of(page: Path) -> set[str]:
    """Return the anchors that the headings of a page make, as GitHub makes them."""
    headings = _HEADING.findall(_FENCED.sub("", page.read_text("utf-8")))
    plain = (re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", one).lower() for one in headings)
    return {re.sub(r"[^\w\- ]", "", one).strip().replace(" ", "-") for one in plain}


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    """A reader would follow a link to nothing."""
    page = ROOT / name
    lost = []
    for link in _LINK.findall(_FENCED.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        there = target.exists()
        if not there or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert lost == []


def calls_in(text: str) -> Iterator[tuple[list[str], set[str]]]:
    """Yield each call of the program in a text: its words, and the options among them."""
    for call in _CALL.findall(text):
        yield call.split(), set(_OPTION.findall(call))


def command_of(words: list[str]) -> Any:
    """Return the command that the words begin with; None for a name that there is not."""
    command: Any = typer.main.get_command(app)
    for word in words:
        below = getattr(command, "commands", None)
        if below is None:
            return command
        if word not in below:
            return None if re.fullmatch(r"[a-z][a-z0-9-]+", word) else command
        command = getattr(below[word], "loaded", below[word])
    return command


@pytest.mark.parametrize("name", NAMES)
def test_commands_are_there(name: str) -> None:
    """A reader would type a command or an option that there is not."""
    wrong = []
    for words, options in calls_in((ROOT / name).read_text("utf-8")):
        command = command_of(words)
        if command is None:
            wrong.append(" ".join(words))
            continue
        if hasattr(command, "commands"):  # a group with three dots, or nothing, behind it
            continue
        known = {opt for one in command.params for opt in one.opts} | {"--help"}
        wrong += [f"{' '.join(words)}: {one}" for one in options - known]
    assert wrong == []
