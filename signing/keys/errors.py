"""The one way in which a key is refused."""


class KeyUnusable(Exception):
    """A key cannot be used, or no longer.

    ``role`` tells what is wrong: ``key``, ``certificate``, ``password``, ``token`` or ``pin``;
    ``rule`` is a stable word for how. Neither a file's content nor a password nor a PIN ever
    stands in the message.
    """

    def __init__(self, role: str, rule: str) -> None:
        super().__init__(f"the {role} cannot be used: {rule}")
        self.role = role
        self.rule = rule
