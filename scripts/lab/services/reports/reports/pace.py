"""Work at a steady rate by the clock: a machine that others load delays it, but makes it no less."""

import threading
import time
from typing import Callable

INTERVAL_SECONDS = 0.25


def start(bytes_per_second: int, due_since_start: "Callable[[int], None]") -> None:
    """Calls the function with the bytes that are due since the start, again and again."""

    def run() -> None:
        started = time.monotonic()
        while True:
            time.sleep(INTERVAL_SECONDS)
            due_since_start(int((time.monotonic() - started) * bytes_per_second))

    threading.Thread(target=run, name="pace", daemon=True).start()
