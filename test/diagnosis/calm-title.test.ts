import { expect, test } from 'vitest';
import { answersIn } from '../worlds/answers.ts';

// "No leak: memory hardly grows" stood above "grew 255 → 500 MiB in 1 h 13 min".
test.each([993100002, 993100004])(
  'a report in which memory grew has no title that denies it: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const grew = (await answersIn('stopped-under-load', seed)).filter(
      ({ kind, said }) =>
        kind === 'no-growth' && said?.steps?.some(({ id, answer }) => id === 'rss-growing' && answer === 'yes'),
    );
    expect(grew).not.toEqual([]);
    for (const { title } of grew)
      expect(title).toBe('No leak seen: memory grew, but no part of it that was looked at did');
  },
);
