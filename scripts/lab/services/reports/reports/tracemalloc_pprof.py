"""A tracemalloc snapshot as a gzipped pprof profile, for an endpoint /debug/pprof/heap.

Copy this file into a service; it needs nothing but the standard library. The profile has the sample types of Go's heap
profile, `inuse_objects/count` and `inuse_space/bytes`, and one sample for each stack that still holds memory. Beside them
`instances/count` and `class_bytes/bytes`: the objects that the garbage collector tracks, by type, which shows what the
lines allocate; text, bytes and numbers are not among them, nor is what only they refer to. Format:
https://github.com/google/pprof/blob/main/proto/profile.proto
"""

import gc
import gzip
import linecache
import re
import sys
import time
import tracemalloc
from collections import defaultdict
from functools import lru_cache
from itertools import repeat

# Stacks that hold less are left out: they are many, and naming their functions takes most of the time.
SMALLEST_BYTES = 2048

# Types of which fewer live are left out, and all of them where more objects live: they are walked with everything else stopped.
FEWEST_INSTANCES = 100
MOST_OBJECTS = 1_000_000
# Objects of a type whose bytes are measured: those of the others are taken to be alike.
MOST_MEASURED = 500

SAMPLE_TYPES = (
    ("inuse_objects", "count"),
    ("inuse_space", "bytes"),
    ("instances", "count"),
    ("class_bytes", "bytes"),
)

DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")


def heap_profile() -> bytes:
    """What lives now, by the stack that allocated it. tracemalloc must have been started."""
    profile = _Profile()
    for trace in tracemalloc.take_snapshot().statistics("traceback"):
        if trace.size < SMALLEST_BYTES:
            break  # the largest come first
        # tracemalloc has the leaf last, pprof first.
        stack = [profile.location(frame.filename, frame.lineno) for frame in reversed(trace.traceback)]
        profile.sample(stack, [trace.count, trace.size, 0, 0])
    for kind, count, size in _objects_by_type():
        profile.sample([profile.type_location(kind)], [0, 0, count, size])
    return gzip.compress(profile.encode(), compresslevel=6)


def _objects_by_type() -> "list[tuple[type, int, int]]":
    """Instances and their own bytes, as far as some show, by type, without what they refer to."""
    tracked = gc.get_objects()
    if len(tracked) > MOST_OBJECTS:
        return []
    # Whatever is allocated here is traced itself, with its stack: hence no counters, and not every object is measured.
    by_type: "defaultdict[type, list[object]]" = defaultdict(list)
    for thing in tracked:
        by_type[type(thing)].append(thing)
    return [
        (kind, len(things), _bytes_of(things))
        for kind, things in by_type.items()
        if len(things) >= FEWEST_INSTANCES
    ]


def _bytes_of(things: "list[object]") -> int:
    measured = things[:: max(1, len(things) // MOST_MEASURED)]
    return sum(map(sys.getsizeof, measured, repeat(0))) * len(things) // len(measured)


class _Profile:
    def __init__(self) -> None:
        self._strings = {"": 0}
        self._functions: "dict[tuple[str, str], int]" = {}
        self._locations: "dict[tuple[str, int], int]" = {}
        self._body = bytearray()
        for kind, unit in SAMPLE_TYPES:
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

    def type_location(self, kind: type) -> int:
        """A place for a type: its name, and the file of its module, which shows whose it is."""
        module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        name = f"{module}{kind.__qualname__}".replace(" ", "_")
        file = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
        known = self._locations.get((name, -1))
        if known is not None:
            return known
        number = self._locations[(name, -1)] = len(self._locations) + 1
        self._body += _message(4, _number(1, number) + _message(4, _number(1, self._function(file, name))))
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
