"""What the law leaves open about commerce cards, as the customer decided it."""

import tomllib
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Dissolved(StrEnum):
    """What becomes of a dissolved firm's inquiry: a signed refusal, or an officer's matter."""

    REFUSE = "refuse"
    OFFICER = "officer"


class Choices(BaseModel):
    """The decisions in ``commerce-card.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dissolved_firm: Dissolved

    @property
    def label(self) -> str:
        """The choices in one word, which a dossier keeps beside the rule set."""
        return f"dissolved-firm={self.dissolved_firm}"


def load_choices(text: str) -> Choices:
    """Return the choices in a TOML ``text``; ``ValueError`` for what is missing or unknown."""
    return Choices.model_validate(tomllib.loads(text))
