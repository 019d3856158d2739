"""Numbers as they stand in the cells of tables: no longer than what counts."""


def write_number(value: float) -> str:
    """Write a share or a score: two decimals, without the zero before the point."""
    return f"{value:.2f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.2f}"


def write_seconds(value: float, digits: int = 2) -> str:
    """Write a time with the digits that count; methods differ by orders of magnitude."""
    if value >= 100:
        return f"{value:.0f}"
    if 0 < value < 0.001:
        return f"{value:.0e}".replace("e-0", "e-")
    return f"{float(f'{value:.{digits}g}'):g}".replace("0.", ".", 1)


def write_value(value: float) -> str:
    """Write what an audit measured: two decimals, or the power of ten of a small value.

    What rounding leaves, below a millionth, is written as 0.
    """
    if abs(value) < 1e-6:
        return "0"
    if abs(value) < 0.005:
        return f"{value:.0e}".replace("e-0", "e-")
    return f"{value:.0f}" if abs(value) >= 10 else write_number(value)
