#!/usr/bin/env bash
# memray 1.20.0 (PyPI): without --trace-python-allocators a function that keeps nothing is shown to keep most of a leak.
#
# A program keeps 4,000 lists of strings; between two of them a function makes 1,000 numbers and drops them at once.
# Of what was still allocated at the end the function that drops everything has the largest part by default, as it is the
# one that mostly runs when Python's allocator takes an arena from the system; with --trace-python-allocators it has hardly
# anything, and the line that keeps the strings has nearly all.
# Observed with Python 3.11: by default "keep" has 12 % and "churn" 88 %; with the option "keep" has 99 %, "churn" 1 %.
# Needs Python 3.9 to 3.14 on Linux with pip, and no privileges. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
python3 -m venv venv && venv/bin/pip install -q memray==1.20.0
cat > program.py <<'PYTHON'
KEPT = []


def keep(n):
    rows = []
    for i in range(100):
        rows.append(str(n + i) * 3)
    KEPT.append(rows)


def churn():
    numbers = []
    for n in range(1000):
        numbers.append(n)


for n in range(4000):
    keep(n)
    churn()
PYTHON
cat > share.py <<'PYTHON'
import sys
from memray import FileReader

sums = {}
for record in FileReader(sys.argv[1]).get_leaked_allocation_records(merge_threads=True):
    stack = record.stack_trace()
    name = stack[0][0] if stack else ""
    sums[name] = sums.get(name, 0) + record.size
print(*(round(100 * sums.get(name, 0) / sum(sums.values())) for name in ("keep", "churn")))
PYTHON
venv/bin/memray run -q -o default.bin program.py
venv/bin/memray run -q --trace-python-allocators -o traced.bin program.py
read -r keep churn < <(venv/bin/python share.py default.bin)
read -r traced_keep traced_churn < <(venv/bin/python share.py traced.bin)
echo "memray 1.20.0: by default keep $keep %, churn $churn %; with --trace-python-allocators keep $traced_keep %, churn $traced_churn %"
[ "$churn" -gt "$keep" ] && [ "$traced_keep" -gt 90 ] && [ "$traced_churn" -lt 10 ]
