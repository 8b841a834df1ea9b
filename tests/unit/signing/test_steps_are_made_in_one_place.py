"""Each step of signing is made by one module alone, which is what makes the types a proof."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCTION, modules, tree

MAKERS = {
    "ToBeSigned": ["signing/profile.py"],
    "Unchecked": ["signing/xades.py"],
    "Signed": ["signing/verify/own.py"],
    "VerifiedStatusList": ["signing/verify/status_list.py"],
}


def makers(step: str) -> list[str]:
    """Return the modules of the product that call ``step``'s constructor."""
    return [path.as_posix() for path in modules(*PRODUCTION) if step in called(path)]


@cache
def called(path: Path) -> frozenset[str]:
    """Return the names that a module calls, of functions and of attributes."""
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return frozenset(getattr(one, "id", getattr(one, "attr", "")) for one in calls)


@pytest.mark.parametrize("step", MAKERS)
def test_a_step_is_made_only_from_the_one_before(step: str) -> None:
    """A ``Signed`` made elsewhere would be a document that nobody has verified."""
    assert makers(step) == MAKERS[step]
