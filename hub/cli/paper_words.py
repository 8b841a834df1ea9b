"""What is wrong with an option or a line of a file, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.api.problems import words_of_rules
from hub.errors import InvalidRequest, Misconfigured


@contextmanager
def in_option(where: str) -> Iterator[None]:
    """Turn what is wrong with an option into one line that names it and the rule."""
    try:
        yield
    except InvalidRequest as refused:
        field = refused.field or where
        raise Misconfigured(f"{field}: {said(str(refused.rule))}") from refused


def said(rule: str) -> str:
    """Return a rule with its words."""
    words = words_of_rules()
    return f"{rule} ({words[rule][1]})" if rule in words else rule
