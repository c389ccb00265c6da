import { describe, expect, test } from 'vitest';
import { withoutDroppedFrames } from '../../../src/profile/import/drop-frames.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { encode } from '../../support/profile/arbitrary-profile.ts';
import { stacksOf } from '../../support/profile/stacks-of.ts';

const [main, put, malloc, sys] = ['main /m.c:1', 'put(int, char) /p.c:2', 'malloc /c.c:3', 'sysmalloc /c.c:4'];

/** Leaf first; frames joined by `+` are inlined into one location. */
async function dropped(stack: readonly string[], patterns: { drop: string; keep?: string }): Promise<string[]> {
  const locations = stack.map((location) => location.split(' + '));
  const profile = readPprof(
    encode({ width: 1, firstId: 1n, samples: [{ stack: locations, values: [1n], labels: [] }] }),
  );
  const cut = await withoutDroppedFrames(profile, { dropFrames: patterns.drop, keepFrames: patterns.keep ?? '' });
  return stacksOf(cut)[0]?.stack.map((frames) => frames.join(' + ')) ?? [];
}

describe('dropped frames', () => {
  test.each([
    ['go with all that they called', [sys, malloc, put, main], { drop: 'malloc' }, [put, main]],
    [
      'stay where the patterns of kept frames match',
      [malloc, put, main],
      { drop: '.*', keep: 'm.*|p.*' },
      [malloc, put, main],
    ],
    ['are matched without their arguments', [malloc, put, main], { drop: 'put' }, [main]],
    [
      'take from an inlined location what they called',
      [`${sys} + ${malloc} + ${put}`, main],
      { drop: 'malloc' },
      [put, main],
    ],
    ['stay before the first frame of interest', [put, main, malloc], { drop: 'malloc' }, [put, main, malloc]],
    ['stay when the pattern is none', [malloc, put, main], { drop: 'mal(' }, [malloc, put, main]],
  ])('%s', async (_, stack, patterns, expected) => expect(await dropped(stack, patterns)).toEqual(expected));

  test('a pattern cannot make matching take forever', async () => {
    const long = `${'a'.repeat(5000)} /x.c:1`;
    expect(await dropped([long, main], { drop: '(a*)*b' })).toEqual([long, main]);
  });
});
