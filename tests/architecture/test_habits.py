"""Habits of the house, read from its sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.pipeline import STEPS
from tests.architecture.source import PRODUCTION, ROOT, functions, modules, tree

_SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|(CREATE|ALTER|DROP)\s+"
    r"(TABLE|INDEX|SEQUENCE|TRIGGER|FUNCTION|TYPE|VIEW))\b",
    re.DOTALL,
)
_KNOWN_SQL = {Path("hub/store/migrate.py")}
"""The migrator keeps the table of what has been applied; it has no file to keep it in."""


def _strings(path: Path) -> Iterator[str]:
    """Yield every literal text of a file that is not a docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            yield node.value


def _reads_environment(node: ast.AST) -> bool:
    """Tell whether a node is ``os.environ``, ``getenv`` or a name imported from ``os`` for it."""
    names = {"environ", "getenv", "environb", "getenvb", "load_dotenv"}
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
            return name in names
        case _:
            return False


def test_only_the_settings_read_the_environment() -> None:
    """A process would be told something from outside that no settings check ever saw."""
    readers = {
        path
        for path in modules(*PRODUCTION)
        if any(_reads_environment(node) for node in ast.walk(tree(path)))
    }
    assert readers <= {Path("hub/config.py")}


def test_sql_stands_in_its_files() -> None:
    """A statement in code would escape the eyes that look at queries and migrations."""
    assert _SQL.search("SELECT a\nFROM b")
    found = {path for path in modules(*PRODUCTION) if any(map(_SQL.search, _strings(path)))}
    assert found <= _KNOWN_SQL


def test_the_road_observes_its_steps_and_no_others() -> None:
    """A test that stops the house at every step would miss one."""
    observed = [
        node.args[0].value
        for node in ast.walk(tree(Path("hub/pipeline.py")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "_observe"
        and isinstance(node.args[0], ast.Constant)
    ]
    assert sorted(map(str, observed)) == sorted(STEPS)
    assert len(set(STEPS)) == len(STEPS)


@pytest.mark.parametrize("step", ["AuthorizedRequest", "ToBeSigned", "Unchecked", "Signed"])
def test_each_step_of_the_road_has_one_maker(step: str) -> None:
    """A document that was never checked, or a request never allowed, would fit the next step."""
    makers = {
        path
        for path in modules(*PRODUCTION)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == step
    }
    assert (
        makers
        == {
            "AuthorizedRequest": {Path("hub/policy/authorize.py")},
            "ToBeSigned": {Path("signing/profile.py")},
            "Unchecked": {Path("signing/xades.py")},
            "Signed": {Path("signing/verify/own.py")},
        }[step]
    )


def _is_clock(node: ast.Attribute) -> bool:
    """Tell whether an attribute is a clock or a source of ids; a day that was given is none."""
    if node.attr == "today":
        return ast.unparse(node.value).rpartition(".")[2] in {"date", "datetime"}
    return node.attr in {"now", "utcnow", "uuid4"}


def test_no_clock_is_read_where_time_is_an_argument() -> None:
    """A decision, a deadline or a signature could not be made again at the same instant."""
    pure = [path for path in modules("hub", "signing", "schemas") if _is_pure(path)]
    assert len(pure) > 30
    readers = {
        str(path)
        for path in pure
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and _is_clock(node)
    }
    assert not readers


def _is_pure(path: Path) -> bool:
    """Tell whether a file is of the pure core: no command, no door, no composition, no key file."""
    return not str(path).startswith(
        ("hub/cli", "hub/main", "hub/api", "hub/store/embedded", "hub/logs", "signing/keys")
    )


def test_every_test_says_what_would_be_broken() -> None:
    """A failing test would leave its reader to guess what it protects."""
    silent = [
        f"{path}:{function.name}"
        for path in modules("tests")
        if path.name.startswith("test_")
        for function in functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert not silent


def test_sql_files_name_their_columns() -> None:
    """A column added by a migration would change what a statement means."""
    files = sorted((ROOT / "hub/store/queries").glob("*.sql"))
    assert files
    starred = [file.name for file in files if re.search(r"SELECT\s+\*", file.read_text("utf-8"))]
    assert not starred


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later_in_a_comment(word: str) -> None:
    """Work would be forgotten where nobody plans it."""
    left = [path for path in modules(*PRODUCTION, "simulators") if _has(path, word)]
    assert not left


def _has(path: Path, word: str) -> bool:
    return re.search(rf"#.*\b{word}\b", (ROOT / path).read_text("utf-8")) is not None
