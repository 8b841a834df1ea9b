"""How deeply JSON values stand in one another; pure."""


def is_deeper(value: object, most: int) -> bool:
    """Tell whether more than ``most`` objects and arrays stand in one another; looks no deeper."""
    if isinstance(value, dict):
        value = [*value.values()]
    elif not isinstance(value, list):
        return False
    return most == 0 or any(is_deeper(one, most - 1) for one in value)
