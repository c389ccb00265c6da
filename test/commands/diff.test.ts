import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DiffArguments, diffCommand } from '../../src/commands/diff.ts';
import { InvalidInputError } from '../../src/foundation/errors.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../src/profile/invalid-profile.ts';

const fixture = (name: string) => new URL(`../fixtures/profiles/${name}`, import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'leakbot-diff-'));
afterAll(() => rmSync(scratch, { recursive: true }));

async function diff(folder: string, args: Partial<DiffArguments> = {}): Promise<string> {
  let printed = '';
  const io = {
    stdout: {
      write: (text: string) => {
        printed += text;
      },
    },
  };
  const files = { base: fixture(`${folder}/heap-base.pb.gz`), current: fixture(`${folder}/heap-current.pb.gz`) };
  await diffCommand({ ...files, ...args }, io);
  return printed;
}

describe('leakbot diff', () => {
  test('prints one JSON document with exact integers, as text where no double holds them', async () => {
    const json: unknown = JSON.parse(await diff('large-values', { json: true, sampleType: 'alloc_space', top: 1 }));
    expect(json).toEqual({
      sampleType: 'alloc_space',
      unit: 'bytes',
      base: { time: '2026-11-18T12:06:40Z', total: '1125899906855265265' },
      current: { time: '2026-11-18T14:06:40Z', total: '3377699720565795795' },
      delta: '2251799813710530530',
      functions: [
        {
          name: 'acme.test/shop.(*Cart).Add',
          file: '/build/0.go',
          flat: { base: '1152921504619488256', current: '3458764513858464768', delta: '2305843009238976512' },
          cum: { base: '1125899906855265258', current: '3377699720565795774', delta: '2251799813710530516' },
        },
      ],
      lines: [
        {
          function: 'acme.test/shop.(*Cart).Add',
          file: '/build/0.go',
          line: 21,
          flat: { base: '1152921504619488256', current: '3458764513858464768', delta: '2305843009238976512' },
          cum: { base: '1125899906855265258', current: '3377699720565795774', delta: '2251799813710530516' },
        },
      ],
      paths: [
        {
          frames: [
            { function: 'acme.test/shop.(*Cart).Add', file: '/build/0.go', line: 21 },
            { function: 'acme.test/shop.Fill', file: '/build/1.go', line: 11 },
            { function: 'main.main', file: '/build/0.go', line: 1 },
          ],
          below: [],
          base: '1152921504619488256',
          current: '3458764513858464768',
          delta: '2305843009238976512',
          share: expect.closeTo(1.024, 3) as number,
        },
      ],
    });
  });

  test('--json tells everything unless --top is given', async () => {
    const counts = async (top?: number) => {
      const json = JSON.parse(await diff('churn', { json: true, top })) as { functions: unknown[]; paths: unknown[] };
      return [json.functions.length, json.paths.length];
    };
    const all = await counts();
    expect(await counts(0)).toEqual(all);
    expect(Math.min(...all)).toBeGreaterThan(3);
    expect(await counts(3)).toEqual([3, 3]);
  });

  test('prints a table for people', async () => {
    expect(await diff('churn', { top: 2 })).toMatchSnapshot();
  });

  test('--pprof writes a profile whose sums are the difference', async () => {
    const pprof = join(scratch, 'diff.pb.gz');
    await diff('churn', { pprof });
    const written = readPprof(readFileSync(pprof));
    const empty = { ...written, samples: { ...written.samples, count: 0 } };
    const total = (sampleType: string) => diffProfiles(empty, written, { sampleType }).total.delta;
    const json = JSON.parse(await diff('churn', { json: true })) as { sampleType: string; delta: number };
    expect(total(json.sampleType)).toBe(json.delta);
  });

  test('--flame-graph draws a PNG', async () => {
    const flameGraph = join(scratch, 'diff.png');
    await diff('churn', { flameGraph });
    const png = readFileSync(flameGraph);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1200);
  });

  test('says which file is wrong', async () => {
    await expect(diff('churn', { base: '/nowhere.pb.gz' })).rejects.toThrow(InvalidInputError);
    await expect(diff('churn', { current: fixture('README.md') })).rejects.toThrow(InvalidProfileError);
    await expect(diff('churn', { current: fixture('README.md') })).rejects.toThrow(/the current profile/);
  });
});
