import type { App, BlockAction, BlockElementAction, webApi } from '@slack/bolt';
import type { Answer } from '../../diagnosis/judgement.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Conduct } from '../../investigation/conduct.ts';
import type { InvestigationEvent } from '../../investigation/event.ts';
import type { Investigation } from '../../investigation/investigation.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import { windowBefore } from '../../investigation/window.ts';
import { lengthOf } from '../../measurement/time.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { ACTIONS, type Address, readAddress } from '../blocks/action-ids.ts';
import { MORE } from '../blocks/step.ts';
import { refusalText } from '../refusal.ts';
import { orSay } from './or-say.ts';

export interface ActionDependencies {
  readonly conduct: Conduct;
  readonly outbox: Pick<OutboxStore, 'slotOf'>;
  readonly clock: Clock;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly services: () => Promise<readonly Service[]>;
  /** Undefined when the person may act; else why not. */
  readonly refuse: (person: string, channel: string) => Promise<string | undefined>;
}

const DID_NOT_WORK = 'That did not work; the operator’s log says why.';

interface Click {
  readonly action: BlockElementAction;
  readonly body: BlockAction;
  readonly client: webApi.WebClient;
}

/** Buttons and menus: ack, read the address, hand the event on, tell the one who came late. */
export function listenToActions(app: App, dependencies: ActionDependencies): void {
  app.action(/.*/, async ({ ack, action, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !('action_id' in action)) return;
    const click: Click = { action, body, client };
    await orSay(onClick(dependencies, click), () => whisper(click, DID_NOT_WORK));
  });
}

async function onClick(dependencies: ActionDependencies, click: Click): Promise<void> {
  const channel = click.body.channel?.id;
  const say = (text: string) => whisper(click, text);
  if (channel === undefined) return;
  const refused = await dependencies.refuse(click.body.user.id, channel);
  if (refused !== undefined) return say(refused);
  const address = await addressOf(dependencies, click);
  const investigation = address && (await dependencies.load(address.investigation));
  if (address === undefined || investigation === undefined) return say(refusalText({ kind: 'unknown' }));
  const event = await eventOf(dependencies, { click, address, investigation });
  if (event === undefined) return say(refusalText({ kind: 'unknown' }));
  const outcome = await dependencies.conduct.handle(address.investigation, event);
  if (outcome?.refusal === undefined) return;
  // The same person saying the same thing twice is a double click, not a question.
  const { refusal } = outcome;
  const again =
    refusal.kind === 'already-answered' && event.kind === 'answered' && refusal.answer.value === event.answer;
  if (again && refusal.answer.by.id === click.body.user.id) return;
  await say(refusalText(refusal));
}

/** Buttons carry their address; a menu's message tells whose it is. */
async function addressOf(dependencies: ActionDependencies, { action, body }: Click): Promise<Address | undefined> {
  if (action.type === 'button') return readAddress(action.value);
  if (action.type === 'overflow') return readAddress(action.selected_option.value.split(' ').slice(1).join(' '));
  const [channel, ts] = [body.channel?.id, body.message?.ts];
  const owner = channel && ts ? await dependencies.outbox.slotOf(channel, ts) : undefined;
  return owner && { investigation: owner.investigation, step: owner.slot.replace(/^step\//, '') };
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  [ACTIONS.answerYes]: 'yes',
  [ACTIONS.answerNo]: 'no',
  [ACTIONS.answerUnclear]: 'unclear',
};

interface Meant {
  readonly click: Click;
  readonly address: Address;
  readonly investigation: Investigation;
}

async function eventOf(
  dependencies: ActionDependencies,
  { click, address, investigation }: Meant,
): Promise<InvestigationEvent | undefined> {
  const { action } = click;
  const said = { by: { id: click.body.user.id }, at: dependencies.clock.now() };
  const { step } = address;
  const answer = ANSWERS[action.action_id];
  if (answer !== undefined) return { kind: 'answered', step, answer, ...said };
  switch (action.action_id) {
    case ACTIONS.change:
      return { kind: 'change-wanted', step, ...said };
    case ACTIONS.again:
      return { kind: 'window-chosen', step, range: windowBefore(said.at, lengthOf(investigation.range)), ...said };
    case ACTIONS.cancel:
      return { kind: 'cancelled', ...said };
    case ACTIONS.report:
      return { kind: 'report-wanted', ...said };
    case ACTIONS.lookFurther:
      return { kind: 'look-further', ...said };
    case ACTIONS.pod: {
      const chosen = action.type === 'static_select' ? action.selected_option?.value : undefined;
      const pod = podNamed(investigation, chosen);
      return pod === undefined ? undefined : { kind: 'pod-chosen', step, pod, ...said };
    }
    case ACTIONS.service: {
      const chosen = action.type === 'static_select' ? action.selected_option?.value : undefined;
      const service = (await dependencies.services()).find((known) => fullName(known).slice(0, 150) === chosen);
      return service === undefined ? undefined : { kind: 'service-chosen', service, ...said };
    }
    case ACTIONS.more: {
      const wish = action.type === 'overflow' ? action.selected_option.value.split(' ')[0] : undefined;
      if (wish === MORE.runTheRest.wish) return { kind: 'run-the-rest', ...said };
      const offered = Object.values(MORE).find((option) => option.wish === wish);
      if (offered === undefined) return undefined;
      const length = 'window' in offered ? offered.window : lengthOf(investigation.range);
      return { kind: 'window-chosen', step, range: windowBefore(said.at, length), ...said };
    }
    default:
      return undefined;
  }
}

/** A menu value may be clipped to Slack's limit; the full name is in the state. */
function podNamed(investigation: Investigation, chosen: string | undefined): string | undefined {
  const pods = investigation.steps.flatMap((step) => step.facts?.pods ?? []).map((choice) => choice.pod);
  return (
    pods.find((pod) => pod === chosen) ??
    pods.find((pod) => chosen?.endsWith('…') && pod.startsWith(chosen.slice(0, -1)))
  );
}

async function whisper({ body, client }: Click, text: string): Promise<void> {
  const channel = body.channel?.id;
  if (channel === undefined) return;
  const thread = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  await client.chat.postEphemeral({
    channel,
    user: body.user.id,
    text,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
}
