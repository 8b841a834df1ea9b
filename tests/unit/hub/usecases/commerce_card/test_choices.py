"""What the law leaves open is said in a file, whole and in known words."""

from importlib.resources import files

import pytest

from hub.usecases.commerce_card.choices import Dissolved, load_choices
from tests.kit import commerce_card as kit


def test_the_shipped_choice_is_the_safe_one() -> None:
    """A dissolved firm would be cleared, or wait for somebody, where nobody has chosen."""
    text = (files("hub.usecases.commerce_card") / "commerce-card.toml").read_text("utf-8")
    assert load_choices(text).dissolved_firm is Dissolved.REFUSE


@pytest.mark.parametrize(
    "text", ["", 'dissolved_firm = "grant"', 'dissolved_firm = "refuse"\nmore = 1', "dissolved"]
)
def test_a_choice_that_is_none_is_refused(text: str) -> None:
    """A slip of the pen in a deployment's file would choose for the customer."""
    with pytest.raises(ValueError, match=r"."):
        load_choices(text)


def test_a_choice_has_a_label_of_its_own() -> None:
    """A decision could not be made again from its dossier."""
    assert kit.REFUSE.label != kit.OFFICER.label
