import { describe, expect, test } from 'vitest';
import { climb, goProcess, type Law, level, playedOnMachines, processOn, saw } from '../support/machines.ts';

/** What relabelling and OpenTelemetry write into `instance`, beside `host:port`. */
const NAMES = [
  ['a machine', 'db-host-7', 'db-host-8'],
  ['a machine with its domain', 'edge1.fra.example.net', 'edge2.fra.example.net'],
  ['an address without a port', '192.0.2.17', '192.0.2.18'],
  ['a UUID', '0b7f3c52-9d1e-4f0a-8a55-6c3d2e1f0a9b', 'c4d1e2f3-1a2b-4c3d-9e8f-7a6b5c4d3e2f'],
  ['a path', 'srv/orders/blue', 'srv/orders/green'],
] as const;

const otelJvm = (live: Law): Readonly<Record<string, Law>> => ({
  process_resident_memory_bytes: (share, n) => live(share, n) + 340,
  'jvm.memory.used_after_last_gc{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': live,
  'jvm.memory.used{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': saw(live, 20),
  'jvm.memory.committed{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': (share, n) => live(share, n) + 30,
  'jvm.memory.limit{jvm_memory_type=heap,jvm_memory_pool_name=G1 Old Gen}': level(4096),
  'jvm.memory.used{jvm_memory_type=non_heap,jvm_memory_pool_name=Metaspace}': level(80),
  'jvm.memory.committed{jvm_memory_type=non_heap,jvm_memory_pool_name=Metaspace}': level(82),
  'jvm.thread.count{jvm_thread_state=runnable,jvm_thread_daemon=true}': level(41),
});

describe('a process goes by its instance, whatever that is', () => {
  test.each(NAMES)('%s: the heap of a Go service is read', async (_, leaking, calm) => {
    const heap = climb(70, 470);
    const { conclusion, text } = await playedOnMachines([
      ...processOn(leaking, goProcess(heap)),
      ...processOn(calm, goProcess(level(70))),
    ]);
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(text).not.toContain('Not measured');
    expect(text).not.toContain('GOMEMLIMIT (go_gc');
  });

  test.each(NAMES)('%s: the heap of a JVM is read by OpenTelemetry’s metrics', async (_, leaking, calm) => {
    const { conclusion, text } = await playedOnMachines([
      ...processOn(leaking, otelJvm(climb(150, 900))),
      ...processOn(calm, otelJvm(level(150))),
    ]);
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(text).not.toContain('Not measured');
    expect(text).not.toContain('run the service with OpenTelemetry');
  });
});
