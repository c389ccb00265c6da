import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '../../src/measurement/duration.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Failing, fail, type Listening, listen, type SoakServices } from './soak-services.ts';

interface ProfileServer extends Listening {
  failing: Failing | undefined;
}

/** A Pyroscope that knows no profiles: what a soak wants of it is that it fails. */
export async function serveProfiles(): Promise<ProfileServer> {
  const listening = await listen((_request, response) => {
    if (self.failing !== undefined) return fail(response, self.failing);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const self: ProfileServer = { ...listening, failing: undefined };
  return self;
}

interface Scene {
  readonly workspace: Workspace;
  readonly services: SoakServices;
  readonly profiles: ProfileServer;
  readonly signal: AbortSignal;
}

/** So many calls of Slack's API fail while they do. */
const CALLS = 20;

/** Lets what Leakbot needs fail in turn, with a time in which all is well after each; returns how often. */
export async function makeTrouble(
  { workspace, services, profiles, signal }: Scene,
  lasts: Milliseconds,
): Promise<number> {
  const { faults } = workspace;
  const every = { method: '*', times: CALLS } as const;
  const troubles: readonly (() => void)[] = [
    ...(['refuses', 'hangs', 'cuts off'] as const).flatMap((how, from) => [
      () => {
        services.failing = { how, from };
      },
      () => {
        profiles.failing = how;
      },
    ]),
    () => faults.add({ kind: 'rate-limited', seconds: 2, ...every }),
    () => faults.add({ kind: 'status', status: 503, ...every }),
    () => faults.add({ kind: 'lost-answer', ...every }),
    () => faults.add({ kind: 'refused-connection', ...every }),
    () => faults.add({ kind: 'error', error: 'internal_error', ...every }),
    () => workspace.disconnect('cut'),
  ];
  let made = 0;
  while (!signal.aborted) {
    troubles[made % troubles.length]?.();
    made += 1;
    await rest(lasts, signal);
    services.failing = undefined;
    profiles.failing = undefined;
    faults.clear();
    await rest(lasts / 3, signal);
  }
  return made;
}

/** Ends early, and without a word, when it is over. */
export async function rest(time: Milliseconds, signal: AbortSignal): Promise<void> {
  await sleep(time, undefined, { signal }).catch(() => undefined);
}
