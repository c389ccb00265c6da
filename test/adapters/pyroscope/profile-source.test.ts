import { describe } from 'vitest';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import { type HeldProfile, profileSourceContract } from '../../contract/profile-source.ts';
import { type PyroscopeOptions, pyroscopeStandIn } from '../../support/profile-servers/pyroscope-stand-in.ts';

const served =
  (goroutines: string) =>
  ({ pod, instance, namespace, kind, time, profile }: HeldProfile) => ({
    labels: { service_name: 'x', namespace, pod, instance },
    name: kind === 'heap' ? 'memory' : goroutines,
    time,
    profile,
  });

describe.each<[string, string, PyroscopeOptions]>([
  ['Pyroscope', 'goroutine', {}],
  ['Pyroscope, profiles pushed,', 'goroutines', {}],
  ['Pyroscope behind a proxy for JSON', 'goroutine', { jsonOnly: true }],
  ['Pyroscope on its old storage', 'goroutine', { version: 'storage-1' }],
  ['an old Pyroscope', 'goroutine', { version: 'old' }],
  ['an old Pyroscope in JSON', 'goroutines', { version: 'old', jsonOnly: true }],
])('%s', (name, goroutines, options) => {
  profileSourceContract(name, { processStart: false, namespace: true }, async (profiles) => {
    const server = await pyroscopeStandIn(profiles.map(served(goroutines)), options);
    return {
      source: pyroscopeProfiles(pyroscopeApi({ url: server.url })),
      forget: async () => {
        server.profiles = [];
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  });
});
