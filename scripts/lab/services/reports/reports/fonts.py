"""Glyphs of the report's fonts, by a library in C."""

import ctypes

GLYPH_BYTES = 16 * 1024


class Glyphs:
    """Asks the library for memory and never gives it back: the python-native scenario. No profile of Python shows it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.malloc.restype = ctypes.c_void_p
        self._library.malloc.argtypes = [ctypes.c_size_t]
        self._rendered = 0

    def render(self, due_bytes: int) -> None:
        while self._rendered * GLYPH_BYTES < due_bytes:
            address = self._library.malloc(GLYPH_BYTES)
            if not address:
                return
            ctypes.memset(address, 1, GLYPH_BYTES)
            self._rendered += 1
