import { expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { settingsToday } from '../../src/diagnosis/settings-today.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Runtime } from '../../src/runtime/runtimes.ts';
import { minute } from '../support/a-pod.ts';

function measured(runtime: Runtime, values: Partial<Record<Quantity, number>>): Observation {
  const entries = Object.entries(values).map(([quantity, value]) => [
    quantity,
    {
      metric: quantity,
      reading: 'gauge',
      track: trackOf([[minute(0), value / 2] as const, [minute(9), value] as const]),
    },
  ]);
  return {
    range: { from: minute(0), to: minute(9) },
    step: 60_000,
    runtime,
    pods: [],
    measured: Object.fromEntries(entries) as Observation['measured'],
    deploys: [],
  };
}

test.each([
  ['go', { gomemlimit: 460 * MiB, gogc: 100 }, 'Today GOMEMLIMIT is 460 MiB and GOGC is 100.'],
  ['go', { gomemlimit: 2 ** 63, gogc: 400 }, 'Today GOMEMLIMIT is not set and GOGC is 400.'],
  ['go', { gomemlimit: 900 * MiB, gogc: -1 }, 'Today GOMEMLIMIT is 900 MiB and GOGC is off.'],
  ['jvm', { 'heap-max': 1.5 * GiB }, 'Today the heap may take 1.5 GiB (set by -Xmx).'],
  ['node', { 'heap-max': 300 * MiB }, 'Today the heap may take 300 MiB (set by --max-old-space-size).'],
  ['python', {}, undefined],
  ['go', {}, undefined],
] as const)('what is set in %s: %j', (runtime, values, said) => {
  expect(settingsToday(measured(runtime, values))).toBe(said);
});
