"""A tracemalloc snapshot as a gzipped pprof profile, for an endpoint /debug/pprof/heap.

Copy this file into a service; it needs nothing but the standard library. The profile has the sample types of Go's heap
profile, `inuse_objects/count` and `inuse_space/bytes`, and one sample for each stack that still holds memory. Format:
https://github.com/google/pprof/blob/main/proto/profile.proto
"""

import gzip
import linecache
import re
import sys
import time
import tracemalloc
from functools import lru_cache

# Stacks that hold less are left out: they are many, and naming their functions takes most of the time.
SMALLEST_BYTES = 2048

DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")


def heap_profile() -> bytes:
    """What lives now, by the stack that allocated it. tracemalloc must have been started."""
    profile = _Profile()
    for trace in tracemalloc.take_snapshot().statistics("traceback"):
        if trace.size < SMALLEST_BYTES:
            break  # the largest come first
        # tracemalloc has the leaf last, pprof first.
        stack = [profile.location(frame.filename, frame.lineno) for frame in reversed(trace.traceback)]
        profile.sample(stack, [trace.count, trace.size])
    return gzip.compress(profile.encode(), compresslevel=6)


class _Profile:
    def __init__(self) -> None:
        self._strings = {"": 0}
        self._functions: "dict[tuple[str, str], int]" = {}
        self._locations: "dict[tuple[str, int], int]" = {}
        self._body = bytearray()
        for kind, unit in (("inuse_objects", "count"), ("inuse_space", "bytes")):
            self._body += _message(1, _number(1, self._string(kind)) + _number(2, self._string(unit)))

    def location(self, file: str, line: int) -> int:
        known = self._locations.get((file, line))
        if known is not None:
            return known
        number = self._locations[(file, line)] = len(self._locations) + 1
        function = self._function(file, _function_at(file, line))
        place = _message(4, _number(1, function) + _number(2, line))
        self._body += _message(4, _number(1, number) + place)
        return number

    def sample(self, stack: "list[int]", values: "list[int]") -> None:
        self._body += _message(2, _packed(1, stack) + _packed(2, values))

    def encode(self) -> bytes:
        tail = _number(9, time.time_ns()) + _number(14, self._string("inuse_space"))
        table = b"".join(_message(6, text.encode()) for text in self._strings)
        return bytes(self._body) + tail + table

    def _function(self, file: str, name: str) -> int:
        known = self._functions.get((file, name))
        if known is not None:
            return known
        number = self._functions[(file, name)] = len(self._functions) + 1
        names = _number(2, self._string(name)) + _number(3, self._string(name)) + _number(4, self._string(file))
        self._body += _message(5, _number(1, number) + names)
        return number

    def _string(self, text: str) -> int:
        return self._strings.setdefault(text, len(self._strings))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _message(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(body)) + body


def _packed(field: int, values: "list[int]") -> bytes:
    return _message(field, b"".join(_varint(value) for value in values))


@lru_cache(maxsize=None)
def _function_at(file: str, line: int) -> str:
    """`Class.method` around a line: tracemalloc knows lines only, and parsing every file would take seconds.

    Goes up from the line and takes each `def` and `class` that is indented less than all the code below it.
    """
    names: "list[str]" = []
    indent = sys.maxsize
    for text in reversed(linecache.getlines(file)[:line]):
        code = text.lstrip()
        if not code.strip() or code[0] in "#)]}":
            continue
        depth = len(text) - len(code)
        definition = DEFINITION.match(code)
        if depth < indent:
            if definition is not None and indent < sys.maxsize:
                names.insert(0, definition[1])
            indent = depth
        if indent == 0:
            break
    return ".".join(names) or "<module>"
