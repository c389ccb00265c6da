import { parcaApi } from '../../../src/adapters/parca/api.ts';
import { parcaProfiles } from '../../../src/adapters/parca/profile-source.ts';
import { profileSourceContract } from '../../contract/profile-source.ts';
import { parcaStandIn } from '../../support/profile-servers/parca-stand-in.ts';

profileSourceContract('Parca', { processStart: false, namespace: true }, async (profiles) => {
  const server = await parcaStandIn(
    profiles.map(({ pod, instance, namespace, kind, time, profile }) => ({
      labels: { job: 'services', namespace, pod, instance },
      name: kind === 'heap' ? 'memory' : 'goroutine',
      time,
      profile,
    })),
  );
  return {
    source: parcaProfiles(parcaApi({ url: server.url })),
    forget: async () => {
      server.profiles = [];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});
