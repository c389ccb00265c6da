import { readPprof } from '../../../src/profile/import/pprof.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { type DraftSample, encode } from './arbitrary-profile.ts';

/**
 * A profile from a drawing, one sample a line: its value, then its stack from the root to the leaf.
 *
 *     10  main.main /src/main.go:3 > acme.test/x/cache.Put /src/cache/cache.go:9
 *     10  bytes=64 class=Price  main.main /src/main.go:3
 */
export function drawnProfile(drawing: string): Profile {
  const samples = drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(sampleOf);
  return readPprof(encode({ samples, width: 1, firstId: 1n }));
}

function sampleOf(line: string): DraftSample {
  const [, value = '0', labels = '', stack = ''] = /^(-?\d+)\s+((?:\w+=[\w.$[\]]+\s+)*)(.*)$/.exec(line) ?? [];
  return {
    values: [BigInt(value)],
    labels: labels.split(/\s+/).filter((label) => label !== ''),
    stack: stack
      .split(' > ')
      .map((frame) => [frame.trim()])
      .reverse(),
  };
}
