import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertKind } from '../../src/alert/rules.ts';

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string }[] }[];
}

/** The alerts of a file of Prometheus rules. */
function alertsIn(file: string): readonly string[] {
  const { groups } = parse(
    readFileSync(new URL(`../../manifest/prometheus/${file}`, import.meta.url), 'utf8'),
  ) as RuleFile;
  return groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));
}

test('the rules to paste start investigations by their names alone, the early ones as forecasts', () => {
  const kinds = (file: string) => alertsIn(file).map((alertname) => [alertname, alertKind({ labels: { alertname } })]);
  expect(kinds('leakbot-rules.yaml')).toEqual([
    ['KubeContainerOOMKilled', 'oom-kill'],
    ['ContainerRestartSpike', 'restart-spike'],
  ]);
  expect(kinds('leakbot-early-rules.yaml')).toEqual([
    ['KubeContainerMemoryLimitPredicted', 'memory-forecast'],
    ['ContainerMemoryGrowsInEveryRun', 'memory-forecast'],
  ]);
});

test('the rules about Leakbot itself start none', () => {
  const started = alertsIn('leakbot-self-rules.yaml').filter((alertname) => alertKind({ labels: { alertname } }));
  expect(started).toEqual([]);
});
