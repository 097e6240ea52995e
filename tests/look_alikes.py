"""Characters that a reader takes for others."""


def full_width(text: str) -> str:
    """The full-width forms of ASCII letters and digits, as a Chinese keyboard makes them."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)
