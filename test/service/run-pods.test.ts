import { describe, expect, test } from 'vitest';
import { subjectOf } from '../../src/alert/subject.ts';
import { serviceOf } from '../../src/service/directory.ts';
import { discoveredServices } from '../../src/service/discovered-services.ts';

/** Pods that no controller named, with the container in them and the workload that each is of. */
const RUNS: readonly (readonly [string, string, string, string])[] = [
  ['Airflow', 'fraud-score-refresh-k3v9x0qa', 'base', 'fraud-score-refresh'],
  ['Airflow, another task', 'ledger-export-7hq2mm1c', 'base', 'ledger-export'],
  ['Airflow, without a suffix that can be recognised', 'ledger-importer', 'base', 'ledger-importer'],
  ['Airflow, a task whose name begins so', 'ledger-0aaaaaa9', 'base', 'ledger'],
  ['GitLab', 'runner-zx9kq1ab-project-77-concurrent-3-q2w4e6rt', 'build', 'runner-zx9kq1ab-project-77'],
  ['GitLab, an older runner', 'runner-zx9kq1ab-project-78-concurrent-0k7xz2', 'build', 'runner-zx9kq1ab-project-78'],
  ['Argo Workflows', 'tile-render-x7k2p-merge-3141592653', 'main', 'tile-render-merge'],
  ['Argo Workflows, of a CronWorkflow', 'tile-clean-1763867040-sweep-271828182', 'main', 'tile-clean-sweep'],
  ['Argo Workflows, one step', 'tile-check-x7k2p-1618033988', 'main', 'tile-check'],
  ['Spark, an executor', 'risk-report-0f1e2d3c4b5a6978-exec-12', 'spark-kubernetes-executor', 'risk-report'],
  ['Spark, the driver', 'risk-report-0f1e2d3c4b5a6978-driver', 'spark-kubernetes-driver', 'risk-report'],
  ['a bare pod', 'old-mailer', 'main', 'old-mailer'],
  ['a bare pod, app', 'old-billing', 'app', 'old-billing'],
  ['a bare pod whose container is named', 'debug-pod', 'heapdumper', 'heapdumper'],
  ['a StatefulSet', 'quotes-0', 'main', 'quotes'],
  ['a Deployment', 'markets-api-7d9f6c5b8-x2x4q', 'app', 'markets-api'],
  ['a CronJob', 'nightly-29381340-x7k2p', 'main', 'nightly'],
];

test.each(RUNS)('the labels of an alert: %s', (_, pod, container, name) => {
  expect(subjectOf({ namespace: 'ns', pod, container }).workload?.name).toBe(name);
});

const series = ([, pod, container]: (typeof RUNS)[number]) => ({
  __name__: 'container_memory_working_set_bytes',
  namespace: 'ns',
  pod,
  container,
});

function selects(selector: readonly { label: string; op: string; value: string }[], labels: Record<string, string>) {
  return selector.every(({ label, op, value }) =>
    op === '=' ? labels[label] === value : new RegExp(`^(?:${value})$`).test(labels[label] ?? ''),
  );
}

describe.each(RUNS)('%s', (...run) => {
  const [, pod, container, name] = run;
  const others = RUNS.filter((other) => other[3] !== name);

  test('what is discovered has that name, and its pods alone', () => {
    const services = discoveredServices({ members: RUNS.map(series), owners: [], runtimeOf: () => undefined });
    const service = services.find(({ workload }) => workload.name === name && workload.container === container);
    expect(selects(service?.selector ?? [], series(run))).toBe(true);
    expect(others.filter((other) => selects(service?.selector ?? [], series(other)))).toEqual([]);
  });

  test('and so has what only an alert names', () => {
    const { selector } = serviceOf([], { namespace: 'ns', name, container });
    expect(selects(selector, { namespace: 'ns', container, pod })).toBe(true);
    expect(others.filter((other) => selects(selector, series(other)))).toEqual([]);
  });
});
