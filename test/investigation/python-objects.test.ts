import { expect, test } from 'vitest';
import { classLines } from '../../src/diagnosis/class-lines.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { player } from '../support/played-out.ts';
import { readFixture } from '../support/profile/read-fixture.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

const [base, current] = ['base', 'current'].map((name) => readFixture(`python-objects/${name}.pb.gz`));
const read = (time: number, bytes: Uint8Array | undefined) => ({ time, profile: readPprof(bytes ?? expect.fail()) });

test('types whose objects multiplied are counted beside the lines that allocate, and are no part of their sum', () => {
  const of = (sampleType: string) => compareProfiles(read(0, base), read(1, current), { sampleType });
  expect(of('inuse_space').paths[0]).toMatchObject({ frames: [{ function: 'add', line: 9 }, {}, {}] });
  const { classes } = of('class_bytes');
  // 30,000 more items, each with a list of its own.
  expect(classes).toMatchObject({
    tracked: true,
    own: { name: 'shop.basket.Item', more: 30_000 },
    alike: [{ name: 'list', more: 30_002 }],
  });
  // 30,000 × 72 bytes, and of what the list that keeps them gained as much as a sample of the lists shows; 30,000 × 56.
  expect(classLines(classes)).toEqual([
    'By class, of what the garbage collector tracks: list +2.2 MiB, Item +1.6 MiB.',
    'Of the service’s own classes Item grew most, by 30,000 instances, list by about as many.',
  ]);
});

test('a report on a leak of Python objects names the type that multiplied', async () => {
  const recorded = recordedEvidence('python-leak');
  const comparer = {
    // What the recorded service serves since it counts objects, at whatever moments are compared.
    compare: async ({ sampleType }: { readonly sampleType: string | readonly string[] }) =>
      compareProfiles(read(0, base), read(1, current), { sampleType }),
  };
  const { conclusion } = await player().play({ ...recorded, now: recorded.end, comparer });
  expect(conclusion.finding.kind).toBe('heap-leak');
  expect(conclusion.finding.evidence.join('\n')).toContain('Of the service’s own classes Item grew most');
  expect(conclusion.gaps.filter(({ about }) => about === 'comparison')).toEqual([]);
});
