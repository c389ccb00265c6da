"""A capture of memray as folded stacks, of what was still allocated at its end: `leakbot diff` compares two of them.

    memray run --trace-python-allocators -o base.bin app.py      # or memray attach --trace-python-allocators
    python memray_folded.py base.bin > base.folded

Run with memray 1.20. The figures are bytes.
"""

import sys
from collections import Counter

from memray import FileReader


def folded(path: str) -> "Counter[str]":
    stacks: "Counter[str]" = Counter()
    for record in FileReader(path).get_leaked_allocation_records(merge_threads=True):
        # memray has the leaf first, folded stacks last.
        frames = [f"{name} ({file}:{line})" for name, file, line in reversed(record.stack_trace())]
        stacks[";".join(frames) or "[native]"] += record.size
    return stacks


if __name__ == "__main__":
    for stack, size in folded(sys.argv[1]).items():
        print(stack, size)
