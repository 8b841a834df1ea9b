"""The one way in which a key is refused."""


class KeyUnusable(Exception):
    """A key or certificate file cannot be used.

    ``role`` is ``key`` or ``certificate`` (which of the two files), ``rule`` a stable word for
    what is wrong. Neither the path's content nor a password ever stands in the message.
    """

    def __init__(self, role: str, rule: str) -> None:
        super().__init__(f"the {role} file cannot be used: {rule}")
        self.role = role
        self.rule = rule
