"""Reports that were rendered before."""

import threading
from collections import OrderedDict


class ReportStore:
    """Keeps the text of each report for whoever asks again.

    With a bound the oldest report makes room for each new one; without (0) none ever does: that is the python-leak
    scenario.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._lock = threading.Lock()
        self._finished: "OrderedDict[tuple[str, int], str]" = OrderedDict()

    def add(self, symbol: str, as_of: int, lines: "list[str]") -> str:
        text = "\n".join(lines)
        with self._lock:
            if self._bound > 0:
                while len(self._finished) >= self._bound:
                    self._finished.popitem(last=False)
            self._finished[(symbol, as_of)] = text
        return text

    def get(self, symbol: str, as_of: int) -> "str | None":
        with self._lock:
            return self._finished.get((symbol, as_of))

    def describe(self, symbol: str) -> str:
        return f"{symbol};{len(self)} reports"

    def __len__(self) -> int:
        return len(self._finished)
