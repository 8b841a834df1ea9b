"""Why a contract's premium cannot be reckoned; no message carries an amount or a name."""

from collections.abc import Sequence

from hub.errors import Refusal


class AssessmentRefused(Refusal):
    """Base of what stops a reckoning."""

    code = "assessment.refused"


class FactMissing(AssessmentRefused):
    """A fact is needed and nobody gave it: ``facts`` names it, ``rows`` those that ask for it."""

    code = "assessment.fact-missing"

    def __init__(self, part: str, facts: Sequence[str], rows: Sequence[str]) -> None:
        self.part = part
        self.facts = tuple(facts)
        self.rows = tuple(rows)
        asks = f"asked for by {', '.join(rows)}" + (f" (part {part})" if part else "")
        super().__init__(asks, field=", ".join(facts))


class FactsContradict(AssessmentRefused):
    """Two facts cannot both be so, or one cannot be at all."""

    code = "assessment.facts-contradict"


class LeftOpen(AssessmentRefused):
    """The row that applies is one that no rule decides yet; an officer must."""

    code = "assessment.left-open"

    def __init__(self, row: str, rule: str) -> None:
        self.row = row
        super().__init__(rule, field=row)


class NoRow(AssessmentRefused):
    """No row in force on that day applies."""

    code = "assessment.no-row"


class OtherVersion(AssessmentRefused):
    """A coefficient is fixed under one version of the table, and another was given."""

    code = "assessment.other-version"
