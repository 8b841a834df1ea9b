"""What the desk refuses besides what the file itself does; no message carries a value."""

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
