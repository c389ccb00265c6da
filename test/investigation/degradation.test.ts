import { describe, expect, test } from 'vitest';
import { candidatesFor, everyMetric, type Quantity } from '../../src/metrics/catalogue.ts';
import type { Series } from '../../src/metrics/series.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { modelledSeries, modelledStage } from '../support/modelled.ts';
import { type Ending, player, type Stage } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';
import { rightScenarios } from '../support/right-scenarios.ts';
import { seriesSource } from '../support/series-source.ts';
import { MODELLED } from './modelled-cases.ts';

const refusing: Stage['comparer'] = { compare: () => Promise.reject(new Error('nothing to compare')) };

const CASES: readonly (readonly [string, () => { readonly stage: Stage; readonly series: readonly Series[] }])[] = [
  // What a removed metric may change is known only where the whole is judged right; tests of recordings name the others.
  ...rightScenarios().map((scenario) => {
    const prepare = () => {
      const evidence = recordedEvidence(scenario);
      // The runtime is not reported: that it is found is part of what must survive.
      const service = { ...evidence.service, runtime: undefined };
      return { stage: { ...evidence, service, now: evidence.end }, series: recordedSeries(scenario) };
    };
    return [scenario, prepare] as const;
  }),
  ...Object.entries(MODELLED).map(([name, model]) => {
    const prepare = () => {
      const series = modelledSeries(model);
      return { stage: modelledStage(series, refusing), series };
    };
    return [name, prepare] as const;
  }),
];

/** Cases that a removed metric makes wrong and sure of it, with the reason; a case leaves the list when its test says so. */
const NOT_HONEST_YET: Readonly<Record<string, string>> = {};

describe.each(CASES)('%s', (name, prepare) => {
  const { play } = player();
  const { stage, series } = prepare();
  const without = (removed: ReadonlySet<string>): Stage => ({
    ...stage,
    metrics: seriesSource(
      'what is left',
      series.filter(({ metric }) => !removed.has(metric)),
    ),
  });

  test('with any one metric removed, or all that show a quantity, it ends in the same finding or an honest gap', async () => {
    const whole = await play(stage);
    const removals = new Map(removalsFrom(series, whole).map((metrics) => [metrics.join(' '), metrics]));
    const endings: (readonly [Ending, readonly string[]])[] = [];
    for (const metrics of removals.values()) endings.push([await play(without(new Set(metrics))), metrics]);
    const expectAllHonest = () => {
      for (const [ending, metrics] of endings) expectHonest(ending, whole, metrics);
    };
    const reason = NOT_HONEST_YET[name];
    if (reason === undefined) expectAllHonest();
    else expect(expectAllHonest, `remove ${name} from NOT_HONEST_YET: it is honest now (${reason})`).toThrow();
  });

  test('with any one type of profile removed, it ends in the same finding and says so', async () => {
    const whole = await play(stage);
    for (const kind of ['heap', 'goroutine'] as const) {
      const snapshots: Stage['profiles']['snapshots'] = async (query) =>
        query.kind === kind ? [] : stage.profiles.snapshots(query);
      const ending = await play({ ...stage, profiles: { ...stage.profiles, snapshots } });
      expect(ending.conclusion.finding.kind, kind).toBe(whole.conclusion.finding.kind);
      const compared = whole.conclusion.compared?.sampleType.startsWith('goroutine') ? 'goroutine' : 'heap';
      if (whole.conclusion.compared !== undefined && compared === kind)
        expect(gapsOf(ending), kind).toContain(`No ${kind} profile of`);
    }
  });
});

/** Each metric that is there and may be asked for; then, for each quantity, all of them that show it. */
function removalsFrom(series: readonly Series[], { investigation }: Ending): readonly (readonly string[])[] {
  const asked = everyMetric();
  const there = [...new Set(series.map(({ metric }) => metric))].filter((metric) => asked.has(metric));
  const quantities = new Set(playbookFor(investigation.runtime).steps.flatMap((step) => step.needs));
  // Without any memory there is nothing to see.
  quantities.delete('rss');
  const telling = [...quantities].map((quantity) => namesOf(quantity).filter((metric) => there.includes(metric)));
  return [...there.map((metric) => [metric]), ...telling.filter((metrics) => metrics.length > 0)];
}

function namesOf(quantity: Quantity): readonly string[] {
  return candidatesFor(quantity).map(({ metric }) => metric);
}

function gapsOf({ conclusion }: Ending): string {
  return conclusion.gaps.map((gap) => `${gap.missing} ${gap.fix}`).join('\n');
}

/** Both say that nothing leaks: which of them is a matter of how full the container may be. */
const NO_LEAK = new Set(['warm-up', 'no-growth']);

/** A finding that is another one must say that it may be wrong, and why. */
const NOT_SURE = 0.7;

function expectHonest(ending: Ending, whole: Ending, removed: readonly string[]): void {
  const { finding } = ending.conclusion;
  const wanted = whole.conclusion.finding.kind;
  if (finding.kind === wanted || (NO_LEAK.has(finding.kind) && NO_LEAK.has(wanted))) return;
  const gaps = gapsOf(ending);
  const said = `without ${removed.join(', ')}: ${finding.kind} ${finding.confidence}, ${finding.title}\n${gaps}`;
  expect(
    removed.some((metric) => gaps.includes(metric)),
    said,
  ).toBe(true);
  expect(finding.advice.join(' '), said).not.toBe('');
  if (finding.kind === 'not-enough-data') return;
  expect(finding.confidence, said).toBeLessThanOrEqual(NOT_SURE);
  expect(finding.evidence.join('\n'), said).toContain('Not ruled out, because nothing measures it');
}
