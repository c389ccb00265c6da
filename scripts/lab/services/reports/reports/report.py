"""What a report says: one line for each level of the order book."""

import json
from urllib.request import urlopen

WIDTH = 2400


def fetch_book(exchange: str, symbol: str, depth: int) -> dict:
    with urlopen(f"{exchange}/books/{symbol}?depth={depth}", timeout=5) as response:
        return json.load(response)


def lines_of(book: dict, as_of: int) -> "list[str]":
    """Records of a fixed width, as the system that reads them wants."""
    symbol = book["symbol"]
    return [
        f"{symbol};{as_of};{number};{level['venue']};EUR;{level['price']:.6f};{level['size']:.4f};{level['orders']}".ljust(WIDTH)
        for number, level in enumerate(book["levels"])
    ]
