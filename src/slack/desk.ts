import { type App, webApi } from '@slack/bolt';
import type { Clock } from '../foundation/clock.ts';
import type { Conduct } from '../investigation/conduct.ts';
import type { Intake } from '../investigation/intake.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import type { Service } from '../service/service.ts';
import { type Access, accessControl } from './access.ts';
import { listenToActions } from './listeners/actions.ts';
import { listenToRequests } from './listeners/requests.ts';
import { permalink } from './permalink.ts';

export interface DeskDependencies {
  readonly conduct: Conduct;
  readonly intake: Intake;
  readonly outbox: OutboxStore;
  readonly clock: Clock;
  readonly access: Access;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly services: () => Promise<readonly Service[]>;
}

/** Everything people can say to Leakbot in Slack, wired to what it does. */
export function openDesk(app: App, dependencies: DeskDependencies): void {
  const { clock, outbox } = dependencies;
  const allowed = accessControl(app.client, dependencies.access, clock);

  async function threadOf({ id, place }: Investigation): Promise<string | undefined> {
    const ts = place.adopted?.ts ?? (await outbox.sentAs(id, 'root'));
    return ts === undefined ? undefined : permalink(app.client, { channel: place.channel, ts });
  }

  async function mayStart(person: string, channel: string): Promise<string | undefined> {
    const refused = await allowed(person, channel);
    if (refused !== undefined) return refused;
    // Better said at once than found out when the first message cannot be posted.
    const member = await app.client.conversations.info({ channel }).then(
      (answer) => answer.channel?.is_member === true || answer.channel?.is_im === true,
      // Only “there is no such channel” shows: Slack being unreachable says nothing about us.
      (error: unknown) => !(error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found'),
    );
    return member ? undefined : 'I am not in this channel. Type `/invite @leakbot` here, then try again.';
  }

  listenToRequests(app, { ...dependencies, refuse: mayStart, threadOf, now: () => clock.now() });
  listenToActions(app, { ...dependencies, refuse: allowed, threadOf });
}
