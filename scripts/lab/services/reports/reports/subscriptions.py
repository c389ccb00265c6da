"""Sends each report to those who subscribed to it."""

import json
import threading

# About what one thread costs that has read a deeply nested filter.
THREAD_BYTES = 128 * 1024
FILTER = "[" * 400 + "]" * 400


class Subscriptions:
    """One thread for each subscription, which waits for an end that is never announced: the python-threads scenario."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._started = 0

    def follow(self, due_bytes: int) -> None:
        while self._started * THREAD_BYTES < due_bytes:
            self._started += 1
            name = f"subscription-{self._started}"
            threading.Thread(target=self._wait, name=name, daemon=True).start()

    def _wait(self) -> None:
        json.loads(FILTER)
        self._ended.wait()
