import { MiB } from '../../../src/measurement/bytes.ts';
import { quotesWeb } from '../programs/quotes-web.ts';
import type { Scenario } from '../scenario.ts';

/** V8 takes a quarter of the container's memory for its heap unless set: this service is given more. */
const healthy = { QUOTES_UNSUBSCRIBES: 'true', NODE_OPTIONS: '--max-old-space-size=192' };

export const nodeScenarios: readonly Scenario[] = [
  {
    name: 'node-listener-leak',
    title: 'A listener for each subscription, never removed: its closure keeps what the subscriber saw',
    program: quotesWeb,
    finding: 'heap-leak',
    limit: 224 * MiB,
    environment: { ...healthy, QUOTES_UNSUBSCRIBES: 'false' },
    before: healthy,
    growth: { by: 'requests', perRun: 140 * MiB, keptPerBook: (depth) => 88 * depth },
    siblingShare: 0.012,
  },
  {
    name: 'node-buffers',
    title: 'Chunks of a tape are kept as Buffers: memory outside the heap of V8',
    program: quotesWeb,
    finding: 'native-growth',
    limit: 224 * MiB,
    environment: healthy,
    before: healthy,
    growth: { by: 'clock', perRun: 150 * MiB, setting: 'QUOTES_TAPE' },
    siblingShare: 0.25,
    truth: {
      of: { plus: ['container_memory_working_set_bytes'] },
      parts: [
        { what: 'external memory', sum: { plus: ['nodejs_external_memory_bytes'] }, share: [0.85, 1.1] },
        { what: 'the heap of V8', sum: { plus: ['nodejs_heap_size_total_bytes'] }, share: [-0.1, 0.15] },
      ],
    },
  },
];
