"""Each step of signing is made by one module alone, which is what makes the types a proof."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MAKERS = {
    "ToBeSigned": ["signing/profile.py"],
    "Unchecked": ["signing/xades.py"],
    "Signed": ["signing/verify/own.py"],
    "VerifiedStatusList": ["signing/verify/status_list.py"],
}


def makers(step: str) -> list[str]:
    """Return the modules of the product that call ``step``'s constructor."""
    found = []
    for room in ("adapters", "hub", "schemas", "signing"):
        for path in sorted((ROOT / room).rglob("*.py")):
            calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
            if any(getattr(c.func, "id", getattr(c.func, "attr", "")) == step for c in calls):
                found.append(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("step", MAKERS)
def test_a_step_is_made_only_from_the_one_before(step: str) -> None:
    """A ``Signed`` made elsewhere would be a document that nobody has verified."""
    assert makers(step) == MAKERS[step]
