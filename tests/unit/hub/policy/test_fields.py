"""The list of fields: only names that a receipt can repeat, and in which no number can hide."""

import pytest

from hub.policy.fields import load_fields, shipped_fields


def listed(name: str) -> str:
    return (
        f'[registry]\ntitle = "x"\n[registry.fields]\n"{name}" = {{ kind = "flag", title = "x" }}'
    )


@pytest.mark.parametrize("name", ["person.alive", "a.b", "contract.source_id", "a_b.c.d"])
def test_a_field_s_name_is_words_and_points(name: str) -> None:
    """A deployment's own field would not be taken."""
    assert load_fields(listed(name)).expand("registry", name) == (name,)


@pytest.mark.parametrize(
    "name",
    ["alive", "person.", "Person.alive", "person.n9980000001", "a b.c", "a-b.c", "a." + "b" * 59],
)
def test_no_other_name_is_taken(name: str) -> None:
    """Every answer with the field would fail at its receipt, or the receipt tell a number."""
    with pytest.raises(ValueError, match=r"Provider\s+fields"):
        load_fields(listed(name))


def test_the_shipped_list_is_read_once() -> None:
    """Each receipt that is shown would read the file again."""
    assert shipped_fields() is shipped_fields()
    assert shipped_fields().of("civil_registry")
