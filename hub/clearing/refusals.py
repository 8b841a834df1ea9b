"""What the desk refuses besides what the file itself does; no message carries a value."""

from collections.abc import Sequence

from hub.errors import Refusal


class UnknownFile(Refusal):
    """The contract has no file: no row was allocated to it."""

    code = "article38.no-file"


class KeyReused(Refusal):
    """Something else was told under this key before."""

    code = "article38.key-reused"


class RowTaken(Refusal):
    """The contract row is that of another contract's file."""

    code = "article38.row-taken"


class NotFixed(Refusal):
    """The coefficient of the contract is not fixed yet, so nothing is assessed."""

    code = "article38.not-fixed"


class MinuteKnown(Refusal):
    """Minutes of this number were taken down at this branch before."""

    code = "article38.minute-known"


class FormsRefused(Refusal):
    """Lines of minutes do not fit what the register has of their forms; none was taken.

    ``slips`` are the lines, each with its rule and the serials that it is about; ``problems`` the
    same in words, once a door has them.
    """

    code = "article38.paper-forms"

    def __init__(
        self,
        rule: str | None = None,
        *,
        field: str | None = None,
        slips: Sequence[tuple[int, str, str]] = (),
    ) -> None:
        super().__init__(rule, field=field)
        self.slips = tuple(slips)
        self.problems: list[dict[str, str]] = []
