import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import { ordersApi } from '../programs/orders-api.ts';
import { pricingApi } from '../programs/pricing-api.ts';
import type { Scenario } from '../scenario.ts';

// Parallel collects the old generation whenever the heap is to grow: the live heap is known all along.
const healthy = { ORDERS_UNSUBSCRIBES: 'true', JAVA_TOOL_OPTIONS: '-XX:+UseParallelGC -XX:MaxRAMPercentage=90' };

/** A heap of a share of the container from the start; the rest of the JVM needs some 50 MiB besides. */
const heapOf = (percentage: number): string =>
  `-XX:InitialRAMPercentage=${percentage} -XX:MaxRAMPercentage=${percentage}`;

/** One run of the simulation: four maturities of 16 paths for each level, as doubles. */
const runOf = (depth: number): Bytes => 4 * 16 * 8 * depth;

export const jvmScenarios: readonly Scenario[] = [
  {
    name: 'jvm-heap-leak',
    title: 'A listener for each order in a static list, never removed: it keeps every fill of the order',
    program: ordersApi,
    finding: 'heap-leak',
    limit: 256 * MiB,
    environment: { ...healthy, ORDERS_UNSUBSCRIBES: 'false' },
    before: healthy,
    growth: { by: 'requests', perRun: 160 * MiB, keptPerBook: (depth) => 48 * depth },
    siblingShare: 0.012,
  },
  {
    name: 'jvm-heap-past-limit',
    title: 'A heap of nearly the whole container: garbage fills it, and the rest of the JVM no longer fits',
    program: pricingApi,
    finding: 'gc-misconfigured',
    limit: 256 * MiB,
    environment: { JAVA_TOOL_OPTIONS: heapOf(95) },
    // 20 MiB are alive at any moment; what survived a young collection is garbage in the old generation soon after.
    paced: ({ depth }) => ({ PRICING_KEPT: String(Math.round((20 * MiB) / runOf(depth))) }),
    before: { JAVA_TOOL_OPTIONS: heapOf(50), PRICING_KEPT: '20' },
    growth: { by: 'requests', perRun: 540 * MiB, keptPerBook: runOf },
    siblingShare: 0.1,
  },
];
