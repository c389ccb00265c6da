import type { App, webApi } from '@slack/bolt';
import type { Intake } from '../../investigation/intake.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { fullName, lookUp, namedIn } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { code } from '../text.ts';
import { gestureId } from './gesture.ts';
import { wordsOf } from './message-words.ts';
import { orSay } from './or-say.ts';
import { helpText, noneNamedText, severalNamedText, unknownServiceText } from './request-text.ts';

export interface RequestDependencies {
  readonly intake: Intake;
  readonly outbox: Pick<OutboxStore, 'firstSight'>;
  readonly services: () => Promise<readonly Service[]>;
  /** A link to a running investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly refuse: (person: string, channel: string) => Promise<string | undefined>;
  readonly now: () => number;
}

interface Wish {
  readonly text: string;
  readonly by: string;
  readonly channel: string;
  /** The message to answer under, where there is one. */
  readonly under?: string | undefined;
}

/** `/leak <service>`, `@leakbot <service>` (which also works in a thread) and the message shortcut. */
export function listenToRequests(app: App, dependencies: RequestDependencies): void {
  app.command('/leak', async ({ ack, command, respond }) => {
    await ack();
    if (!(await dependencies.outbox.firstSight(gestureId(command), dependencies.now()))) return;
    const wish = { text: command.text, by: command.user_id, channel: command.channel_id };
    const say = (text: string) => respond({ response_type: 'ephemeral', text });
    const answer = await orSay(grant(dependencies, wish), () => say(WENT_WRONG));
    if (answer !== undefined) await say(answer);
  });

  app.event('app_mention', async ({ event, body, client }) => {
    if (!(await dependencies.outbox.firstSight(body.event_id, dependencies.now()))) return;
    if (event.user === undefined) return;
    const text = event.text.replace(/<@[^>]+>/g, ' ').trim();
    const wish = { text, by: event.user, channel: event.channel, under: event.thread_ts ?? event.ts };
    await whisper(client, wish, await orSay(grant(dependencies, wish), () => whisper(client, wish, WENT_WRONG)));
  });

  app.shortcut({ type: 'message_action', callback_id: 'investigate_memory' }, async ({ ack, shortcut, client }) => {
    await ack();
    if (!(await dependencies.outbox.firstSight(gestureId(shortcut), dependencies.now()))) return;
    const under: unknown = shortcut.message['thread_ts'] ?? shortcut.message.ts;
    const place = { by: shortcut.user.id, channel: shortcut.channel.id, under: String(under) };
    const granted = grantFor(dependencies, place, wordsOf(shortcut.message));
    const answer = await orSay(granted, () => whisper(client, place, WENT_WRONG));
    await whisper(client, place, answer);
  });
}

const WENT_WRONG = 'Something went wrong on my side, and nothing was started. The operator finds the cause in my log.';

/** Starts an investigation of the service that a message names. */
async function grantFor(
  dependencies: RequestDependencies,
  place: Omit<Wish, 'text'>,
  said: string,
): Promise<string | undefined> {
  const named = namedIn(await dependencies.services(), said);
  const [only] = named;
  if (only === undefined) return noneNamedText();
  return named.length === 1 ? grant(dependencies, { ...place, text: fullName(only) }) : severalNamedText(named);
}

/** Starts what is asked for; answers with words when there is something to say to the one who asked. */
async function grant(
  dependencies: RequestDependencies,
  { text, by, channel, under }: Wish,
): Promise<string | undefined> {
  const refused = await dependencies.refuse(by, channel);
  if (refused !== undefined) return refused;
  const services = await dependencies.services();
  const wanted = text.trim().split(/\s+/)[0] ?? '';
  if (wanted === '' || wanted === 'help') return helpText(services);
  const found = lookUp(services, wanted);
  if (found.kind !== 'found') return unknownServiceText(wanted, found, services);
  const place = { channel, ...(under === undefined ? {} : { adopted: { ts: under } }) };
  const started = await dependencies.intake.request({ service: found.service, by: { id: by }, place });
  if (started.joined === undefined) return undefined;
  const link = await dependencies.threadOf(started.joined);
  return `An investigation of ${code(fullName(found.service))} is running already${link === undefined ? '' : `: <${link}|open its thread>`}.`;
}

async function whisper(
  client: webApi.WebClient,
  wish: { by: string; channel: string; under?: string | undefined },
  text: string | undefined,
) {
  if (text === undefined) return;
  const thread = wish.under === undefined ? {} : { thread_ts: wish.under };
  await client.chat.postEphemeral({ channel: wish.channel, user: wish.by, text, ...thread });
}
