import { describe, expect, test } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { HOUR, SECOND } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { climb, goProcess, level, NOW, playedOnMachines, processOn } from '../support/machines.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

/** Says with each answer that a part of it is missing. */
function inPart(why: string): (all: MetricsSource) => MetricsSource {
  return (all) => ({
    ...all,
    series(query, signal, onPartial) {
      onPartial?.(why);
      return all.series(query, signal);
    },
  });
}

describe('answers in part', () => {
  const why = 'ingester-2.zone-b: too many unhealthy instances in the ring';

  test('prove no absence of growth: title, certainty, first line and advice say so', async () => {
    const series = ['10.0.3.1:9000', '10.0.3.2:9000'].flatMap((at) => processOn(at, goProcess(level(140))));
    const whole = await playedOnMachines(series);
    expect(whole.conclusion.finding.kind).toBe('no-growth');
    const { conclusion, text } = await playedOnMachines(series, { metrics: inPart(why) });
    const { kind, title, confidence, evidence, advice } = conclusion.finding;
    expect(kind).toBe('not-enough-data');
    expect(title).toMatch(/^Not enough data yet: the answers are partial: pods and samples may be missing/);
    expect(confidence).toBeLessThan(0.7);
    expect(evidence[0]).toMatch(/^The answers are partial: pods and samples may be missing.* is flat/);
    expect(advice[0]).toContain(`the machines answered only in part (${why})`);
    expect(advice[0]).toContain('Look again when every store behind the machines answers.');
    expect(text).toContain('- Finding: `not-enough-data`, not sure');
    expect(text).not.toContain('nothing has to be done');
  });

  test('that show growth show it all the same', async () => {
    const { conclusion } = await playedOnMachines(
      [...processOn('10.0.3.1:9000', goProcess(climb(60, 420))), ...processOn('10.0.3.2:9000', goProcess(level(60)))],
      { metrics: inPart(why) },
    );
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(conclusion.gaps.map(({ missing }) => missing).join()).toContain('answered only in part');
  });

  test.each(['limit-too-small', 'load-driven', 'warm-up'])('%s: what is no leak is not sure', async (scenario) => {
    const evidence = recordedEvidence(scenario);
    const metrics = inPart(why)(evidence.metrics);
    const { conclusion } = await player().play({ ...evidence, now: evidence.end, metrics });
    expect(conclusion.finding.confidence).toBeLessThan(0.7);
    expect(conclusion.finding.evidence[0]).toContain('The answers are partial');
  });
});

describe('a figure that is equal to the byte for hours', () => {
  const pushed = (hours: number) => ({
    metric: 'push_time_seconds',
    labels: { job: 'orders', instance: 'gateway:9091' },
    ...trackOf(Array.from({ length: 60 }, (_, i) => [NOW - (60 - i) * 60 * SECOND, (NOW - hours * HOUR) / SECOND])),
  });
  const job = { process_resident_memory_bytes: level(812), python_info: level(1) };

  test('is no measurement, and when it was pushed is said', async () => {
    const series = processOn('gateway:9091', job, { wobbles: false });
    const { conclusion } = await playedOnMachines([...series, pushed(30)]);
    expect(conclusion.finding.kind).toBe('not-enough-data');
    expect(conclusion.finding.title).toMatch(/memory of gateway:9091 is not being measured.* 812 MiB to the byte/);
    expect(conclusion.finding.evidence[0]).toContain('as it was pushed at 28 Nov 08:00 UTC');
    expect(conclusion.finding.advice[0]).toContain('Let Prometheus scrape the process');
  });

  test('without a gateway too', async () => {
    const { conclusion } = await playedOnMachines(processOn('10.0.3.1:9000', job, { wobbles: false }));
    expect(conclusion.finding.kind).toBe('not-enough-data');
    expect(conclusion.finding.confidence).toBeLessThan(0.7);
  });

  test('a process that is level, but lives, does not grow', async () => {
    const { conclusion } = await playedOnMachines(processOn('10.0.3.1:9000', job));
    expect(conclusion.finding.kind).toBe('no-growth');
  });
});
