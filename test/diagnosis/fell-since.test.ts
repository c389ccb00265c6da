import { expect, test } from 'vitest';
import { answersIn } from '../worlds/answers.ts';

// "grew 166 → 127 MiB in 48 min", "Yes, growing", beside a ledger of 238 → 126 MiB: the trend of all samples holds the start.
test.each([993100002, 993100004, 995500003])(
  'memory that rose at its start and fell since is not said to grow: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const [first] = await answersIn('stopped-under-load', seed);
    const memory = first?.said?.steps?.find(({ id }) => id === 'rss-growing');
    expect(memory?.answer).toBe('unclear');
    expect(memory?.headline).toMatch(/ rose at first, and then went \d+ → \d+ MiB in \d+ min\. Look again at /);
    expect(first?.confidence).toBeLessThan(0.7);
  },
);
