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
import { type HomeDependencies, HomeTab } from './home.ts';
import { type ActionDependencies, onClick } from './listeners/actions.ts';
import { answering } from './listeners/answer.ts';
import { onSubmission } from './listeners/file-issue.ts';
import type { Gesturer } from './listeners/gesture.ts';
import { GestureWork, type GestureWorkDependencies } from './listeners/gesture-work.ts';
import { type HomeClickDependencies, onHomeClick } from './listeners/home-clicks.ts';
import { onPick, onRequest, type RequestDependencies } from './listeners/requests.ts';
import { suggestionsFor } from './listeners/suggestions.ts';
import { permalink } from './permalink.ts';
import { recordedSlots } from './recorded-slots.ts';

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
  readonly concluded: HomeDependencies['concluded'];
  /** Where a service is looked at that names no channel of its own. */
  readonly channel: string;
  readonly quietHours?: HomeDependencies['quietHours'];
  readonly health?: HomeDependencies['health'];
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly services: Services;
  /** See `ActionDependencies`. */
  readonly jira?: JiraProject | undefined;
  readonly issueDesks?: ActionDependencies['issueDesks'];
  readonly report: (problem: string, error: unknown) => void;
  /** See `GestureWorkDependencies`. */
  readonly leads?: GestureWorkDependencies['leads'];
}

export interface Desk extends Pick<GestureWork, 'takeUp' | 'idle' | 'stop'> {
  readonly take: Take;
}

/** Everything people can say to Leakbot in Slack, wired to what it does. */
export function openDesk(dependencies: DeskDependencies): Desk {
  const { client, outbox } = dependencies;
  const allowed = accessControl(dependencies);
  const slots = recordedSlots(dependencies);

  async function threadOf({ id, place }: Investigation): Promise<string | undefined> {
    const ts = place.adopted?.ts ?? (await outbox.sentAs(id, 'root'));
    return ts === undefined ? undefined : permalink(client, { channel: place.channel, ts });
  }

  async function mayStart(person: Gesturer, channel: string, elsewhere = false): Promise<string | undefined> {
    const refused = await allowed(person, channel);
    if (refused !== undefined) return refused;
    // Better said at once than found out when the first message cannot be posted.
    if (await mayPostIn(client, channel)) return undefined;
    const [it, there] = elsewhere ? [`<#${channel}>`, 'there'] : ['this channel', 'here'];
    return `I am not in ${it}. Type \`/invite @leakbot\` ${there}, then try again.`;
  }

  async function investigationAt(channel: string, ts: string): Promise<string | undefined> {
    return (await slots.slotOf(channel, ts))?.investigation;
  }

  async function rootOf(channel: string, ts: string) {
    const [root] = (await client.conversations.replies({ channel, ts, limit: 1 })).messages ?? [];
    return root && { ...root };
  }

  const work = new GestureWork({
    ...dependencies,
    store: dependencies.gestures,
    perform: performing({
      requests: { ...dependencies, refuse: mayStart, threadOf, investigationAt, rootOf },
      clicks: { ...dependencies, outbox: slots, refuse: allowed, threadOf },
      homeClicks: { ...dependencies, allowed, refuse: (by, channel) => mayStart(by, channel, true), threadOf },
    }),
    answer: answeringAnywhere(client, new HomeTab({ ...dependencies, allowed, threadOf })),
  });
  return deskOver(work, dependencies.services);
}

interface Performers {
  readonly requests: RequestDependencies;
  readonly clicks: ActionDependencies;
  readonly homeClicks: HomeClickDependencies;
}

/** What each gesture does. */
function performing({ requests, clicks, homeClicks }: Performers): GestureWorkDependencies['perform'] {
  return async (gesture, at) => {
    // Nothing is done; it is to be drawn.
    if (gesture.kind === 'home-opened') return { text: '' };
    if (gesture.kind === 'submission') return onSubmission(clicks, { gesture, at });
    if (gesture.kind !== 'click') return onRequest(requests, { gesture, at });
    if (gesture.inHome) return onHomeClick(homeClicks, { gesture, at });
    const picks = gesture.action.id === PICK_SERVICE || gesture.action.id === LOOK_AT_HELD_BACK;
    return picks ? onPick(requests, { gesture, at }) : onClick(clicks, { click: gesture, at });
  };
}

/** What is done in the Home tab is answered by drawing it again, everything else by words. */
function answeringAnywhere(client: webApi.WebClient, home: HomeTab): GestureWorkDependencies['answer'] {
  const inWords = answering(client);
  return (gesture, reply) =>
    gesture.kind === 'home-opened' || (gesture.kind === 'click' && gesture.inHome)
      ? home.show(gesture.by, reply.text)
      : inWords(gesture, reply);
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
