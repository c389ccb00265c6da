import * as webApi from '@slack/web-api';
import type { Alarm, Clock } from '../foundation/clock.ts';
import type { Conduct } from '../investigation/conduct.ts';
import type { GestureStore } from '../investigation/gestures.ts';
import type { GroupMemberStore } from '../investigation/group-members.ts';
import type { Intake } from '../investigation/intake.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import type { Muting } from '../investigation/silence/muting.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import type { Services } from '../service/directory.ts';
import type { JiraProject } from '../service/new-issue.ts';
import { type Access, accessControl } from './access.ts';
import { LOOK_AT_HELD_BACK } from './blocks/held-back.ts';
import { PICK_SERVICE } from './blocks/service-picker.ts';
import type { SlackLog, Take } from './delivery.ts';
import { onClick } from './listeners/actions.ts';
import { answering } from './listeners/answer.ts';
import type { Gesturer } from './listeners/gesture.ts';
import { GestureWork } from './listeners/gesture-work.ts';
import { onPick, onRequest } from './listeners/requests.ts';
import { suggestionsFor } from './listeners/suggestions.ts';
import { permalink } from './permalink.ts';

export interface DeskDependencies {
  readonly client: webApi.WebClient;
  readonly gestures: GestureStore;
  readonly conduct: Conduct;
  readonly intake: Intake;
  readonly outbox: OutboxStore;
  readonly muting: Muting;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly access: Access;
  readonly members: GroupMemberStore;
  readonly log: Pick<SlackLog, 'warn'>;
  readonly running: () => Promise<readonly Investigation[]>;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly services: Services;
  /** See `ActionDependencies`. */
  readonly jira?: JiraProject | undefined;
  readonly report: (problem: string, error: unknown) => void;
}

export interface Desk extends Pick<GestureWork, 'takeUp' | 'idle' | 'stop'> {
  readonly take: Take;
}

/** Everything people can say to Leakbot in Slack, wired to what it does. */
export function openDesk(dependencies: DeskDependencies): Desk {
  const { client, outbox } = dependencies;
  const allowed = accessControl(dependencies);

  async function threadOf({ id, place }: Investigation): Promise<string | undefined> {
    const ts = place.adopted?.ts ?? (await outbox.sentAs(id, 'root'));
    return ts === undefined ? undefined : permalink(client, { channel: place.channel, ts });
  }

  async function mayStart(person: Gesturer, channel: string): Promise<string | undefined> {
    const refused = await allowed(person, channel);
    if (refused !== undefined) return refused;
    // Better said at once than found out when the first message cannot be posted.
    if (await mayPostIn(client, channel)) return undefined;
    return 'I am not in this channel. Type `/invite @leakbot` here, then try again.';
  }

  async function investigationAt(channel: string, ts: string): Promise<string | undefined> {
    return (await outbox.slotOf(channel, ts))?.investigation;
  }

  async function rootOf(channel: string, ts: string) {
    const [root] = (await client.conversations.replies({ channel, ts, limit: 1 })).messages ?? [];
    return root && { ...root };
  }

  const requests = { ...dependencies, refuse: mayStart, threadOf, investigationAt, rootOf };
  const clicks = { ...dependencies, refuse: allowed, threadOf };
  const work = new GestureWork({
    ...dependencies,
    store: dependencies.gestures,
    perform: (gesture, at) =>
      gesture.kind !== 'click'
        ? onRequest(requests, { gesture, at })
        : gesture.action.id === PICK_SERVICE || gesture.action.id === LOOK_AT_HELD_BACK
          ? onPick(requests, { gesture, at })
          : onClick(clicks, { click: gesture, at }),
    answer: answering(client),
  });
  return deskOver(work, dependencies.services);
}

function deskOver(work: GestureWork, services: Services): Desk {
  return {
    async take(body) {
      // Typed into a menu: nothing to store, and nothing that may wait for a discovery.
      const suggestions = await suggestionsFor(body, () => services('known'));
      if (suggestions === undefined) await work.take(body);
      return suggestions;
    },
    takeUp: () => work.takeUp(),
    idle: () => work.idle(),
    stop: () => work.stop(),
  };
}

/** Only “there is no such channel” shows that it may not: Slack being unreachable says nothing about us. */
async function mayPostIn(client: webApi.WebClient, channel: string): Promise<boolean> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    return info?.is_member === true || info?.is_im === true;
  } catch (error) {
    return !(error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found');
  }
}
