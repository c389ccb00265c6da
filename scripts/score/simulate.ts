import type { Observation } from '../../src/diagnosis/observation.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import type { Shape } from './model.ts';
import { played } from './play.ts';
import { randomOf } from './random.ts';
import { type Setting, settingFrom } from './setting.ts';

/** One labelled observation. */
export interface LabelledCase {
  readonly shape: string;
  readonly seed: number;
  readonly grows: boolean;
  readonly setting: Setting;
  readonly observation: Observation;
}

const NOW = Date.UTC(2026, 10, 23, 10);

/** Plays a shape with a seed: the same pair always gives the same case. */
export function labelledCase(shape: Shape, seed: number): LabelledCase {
  const random = randomOf(seed * 7919 + hashOf(shape.name));
  const drawn = settingFrom(random, shape.least, shape.short);
  const setting = shape.setting?.(random, drawn) ?? drawn;
  const range = { from: NOW - setting.window, to: NOW };
  const pods = shape
    .pods(random, setting)
    .map((model, i) => played(model, `api-${i}`, setting, { random, origin: range.from }));
  // Not every team has every exporter: what cuts lives differs.
  const kube = random.chance(0.6);
  const started = random.chance(0.6);
  const memory = podMemoryOf(
    {
      rss: pods.map((pod) => pod.rss),
      limit: random.chance(0.8) ? pods.map((pod) => pod.limit) : [],
      restarts: kube ? pods.map((pod) => pod.restarts) : [],
      terminatedReason: kube ? pods.map((pod) => pod.reason) : [],
      startTime: started ? pods.map((pod) => pod.start) : [],
    },
    range,
  );
  return {
    shape: shape.name,
    seed,
    grows: shape.grows,
    setting,
    observation: { range, step: setting.step, pods: memory, measured: {}, deploys: [] },
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return Math.abs(hash) % (HOUR / MINUTE) ** 3;
}
