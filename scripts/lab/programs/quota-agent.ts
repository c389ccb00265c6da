import { MiB } from '../../../src/measurement/bytes.ts';
import { buildGo } from './go-build.ts';
import type { SideCar } from './program.ts';

/** A Go program beside the service: healthy, and with metrics that could be taken for the service's. */
export const quotaAgent: SideCar = {
  name: 'quota-agent',
  version: '1.4.2',
  limit: 48 * MiB,
  async build(tools, directory) {
    const root = await buildGo(tools.path('go'), { command: 'quota-agent', root: 'quota-agent', directory });
    return { root, mounts: [], command: ['/app/quota-agent'], environment: {} };
  },
  environment: (listen) => ({ QUOTA_LISTEN: listen, GOMAXPROCS: '1' }),
};
