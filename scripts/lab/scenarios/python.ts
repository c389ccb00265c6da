import { MiB } from '../../../src/measurement/bytes.ts';
import { reportsWorker } from '../programs/reports-worker.ts';
import type { Scenario } from '../scenario.ts';

const healthy = { REPORTS_KEPT: '50' };

export const pythonScenarios: readonly Scenario[] = [
  {
    name: 'python-leak',
    title: 'A store of finished reports without a bound keeps the text of every one',
    program: reportsWorker,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, REPORTS_KEPT: '0' },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: (depth) => (2401 * depth) / 20 },
    siblingShare: 0.012,
  },
];
