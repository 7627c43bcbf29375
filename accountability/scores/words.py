"""Points as they are spoken: hundredths in, 3 or 0.5 or −1.25 out."""

from __future__ import annotations


def spoken(figure: int | None) -> str:
    """Hundredths as a figure without needless zeros; "" for None. The minus is the typographic one."""
    if figure is None:
        return ""
    whole, rest = divmod(abs(figure), 100)
    text = f"{whole}.{rest:02}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"−{text}" if figure < 0 else text


def signed(figure: int) -> str:
    """+2, −3, 0."""
    return f"+{spoken(figure)}" if figure > 0 else spoken(figure)
