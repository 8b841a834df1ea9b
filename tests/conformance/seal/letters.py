"""base45 once more, by the words of RFC 9285 (section 4) and apart from the code under test."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data: bytes) -> str:
    """Return ``data`` in base45."""
    letters = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            letters += ALPHABET[number % 45]
            number //= 45
    return letters
