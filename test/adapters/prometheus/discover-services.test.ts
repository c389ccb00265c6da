import { expect, test } from 'vitest';
import { servicesFrom } from '../../../src/adapters/prometheus/discover-services.ts';

test('the runtime of a discovered service is told by the metric that it was found by', () => {
  const services = servicesFrom([
    { __name__: 'go_goroutines', namespace: 'prod', container: 'markets', pod: 'markets-1' },
    { __name__: 'jvm_memory_used_bytes', namespace: 'prod', container: 'orders', pod: 'orders-1', area: 'heap' },
    { __name__: 'jvm_memory_used_bytes', namespace: 'prod', container: 'orders', pod: 'orders-2', area: 'heap' },
    { __name__: 'nodejs_heap_size_used_bytes', namespace: 'prod', container: 'quotes', pod: 'quotes-1' },
    { __name__: 'python_info', namespace: 'prod', container: 'reports', pod: 'reports-1' },
  ]);
  expect(services.map(({ workload, runtime }) => `${workload.name} ${runtime}`)).toEqual([
    'markets go',
    'orders jvm',
    'quotes node',
    'reports python',
  ]);
});
