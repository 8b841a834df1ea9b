"""Size as a compass needle: what grows beyond a page holds two ideas."""

from statistics import median, quantiles

from tests.architecture.source import PRODUCTION, ROOT, functions, length, modules

ALL = modules(*PRODUCTION, "simulators")


def test_no_function_over_sixty_lines() -> None:
    """A function that no screen shows whole would hide what it does."""
    long = [f"{path}:{f.name}" for path in ALL for f in functions(path) if length(f) > 60]
    assert not long


def test_functions_are_short() -> None:
    """Functions would grow one branch at a time until nobody reads them."""
    lengths = [length(function) for path in ALL for function in functions(path)]
    assert len(lengths) > 400
    assert median(lengths) <= 9
    assert quantiles(lengths, n=10)[-1] <= 30


def test_an_agency_is_a_small_folder() -> None:
    """A further agency would cost more than a page of words and a page of translation."""
    large = [path for path in modules("adapters") if _lines(path) > 250]
    assert not large


def test_files_fit_on_a_page_or_two() -> None:
    """A file would hold more than one idea."""
    sizes = {path: _lines(path) for path in ALL if path.name not in {"__init__.py", "__main__.py"}}
    assert median(sizes.values()) <= 120
    assert {path for path, lines in sizes.items() if lines > 300} == set()


def _lines(path: object) -> int:
    return len((ROOT / str(path)).read_text("utf-8").splitlines())
