import type { Instant } from '../../foundation/clock.ts';
import type { Conduct } from '../../investigation/conduct.ts';
import type { Intake } from '../../investigation/intake.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { fullName, lookUp, namedIn, podNamedIn } from '../../service/directory.ts';
import { type Service, workloadKey } from '../../service/service.ts';
import { LOOK_AT_HELD_BACK } from '../blocks/held-back.ts';
import { pickedService, servicePicker } from '../blocks/service-picker.ts';
import { code } from '../text.ts';
import type { Reply } from './answer.ts';
import type { Click, Command, Gesturer, Mention, Shortcut } from './gesture.ts';
import { wordsOf } from './message-words.ts';
import { silencesText } from './mute-text.ts';
import { type MuteDependencies, onMute, onUnmute } from './mutes.ts';
import { type Request, readRequest } from './request.ts';
import {
  helpText,
  listText,
  noneKnownText,
  noneNamedText,
  noneRunsText,
  runningText,
  severalNamedText,
  unknownServiceText,
} from './request-text.ts';

export interface RequestDependencies extends MuteDependencies {
  readonly intake: Intake;
  readonly conduct: Pick<Conduct, 'handle'>;
  /** Investigations that are neither concluded nor cancelled, the newest first. */
  readonly running: () => Promise<readonly Investigation[]>;
  /** The message that opens a thread; undefined when it is no longer there. */
  readonly rootOf: (channel: string, ts: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** A link to an investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly refuse: (person: Gesturer, channel: string) => Promise<string | undefined>;
}

type Asking = Command | Mention | Shortcut;

/** A gesture by which someone asks for something, and when. */
interface Asked<Kind extends Asking | Click = Asking> {
  readonly gesture: Kind;
  readonly at: Instant;
}

/** `/leak …`, `@leakbot …` (which also works in a thread) and the message shortcut. */
export async function onRequest(dependencies: RequestDependencies, asked: Asked): Promise<Reply | undefined> {
  const { gesture } = asked;
  const refused = await dependencies.refuse(gesture.by, gesture.channel);
  if (refused !== undefined) return { text: refused };
  if (gesture.kind === 'shortcut') return onMessage(dependencies, asked, gesture.message);
  const text = gesture.kind === 'command' ? gesture.text : gesture.text.replace(/<@[^>]+>/g, ' ');
  const request = readRequest(text);
  switch (request.kind) {
    case 'help':
      return { text: helpText(await dependencies.services(), whyNone(dependencies)) };
    case 'list':
      return { text: listText(await dependencies.services(), whyNone(dependencies)) };
    case 'pick':
      return onNothing(dependencies, asked);
    case 'status':
      return { text: await statusText(dependencies) };
    case 'stop':
      return stop(dependencies, asked, request.words);
    case 'mute':
      return onMute(dependencies, asked, request);
    case 'unmute':
      return onUnmute(dependencies, asked, request.words);
    case 'look':
      return look(dependencies, asked, request);
    case 'fault':
      return { text: `${request.problem}: ${code(request.example)}.` };
  }
}

/** A service chosen in the picker. */
export async function onPick(dependencies: RequestDependencies, asked: Asked<Click>): Promise<Reply | undefined> {
  const { channel = '', by, action, thread } = asked.gesture;
  const refused = await dependencies.refuse(by, channel);
  if (refused !== undefined) return { text: refused };
  const service = pickedService(await dependencies.services(), action.value);
  if (service === undefined) return { text: `I no longer know ${code(action.value ?? '')}.` };
  const reply = await begin(dependencies, { asked, service, channel, under: thread });
  // Everyone sees that message: the thread that opens says it all.
  if (action.id === LOOK_AT_HELD_BACK) return reply;
  return { text: reply?.text ?? `I look at ${code(fullName(service))}.`, instead: true };
}

/** A mention alone in a thread is about what opens it; everything else that says nothing gets the picker. */
async function onNothing(dependencies: RequestDependencies, asked: Asked): Promise<Reply | undefined> {
  const { gesture } = asked;
  const thread = gesture.kind === 'mention' ? gesture.thread : undefined;
  const root = thread === undefined ? undefined : await dependencies.rootOf(gesture.channel, thread);
  if (root !== undefined) return onMessage(dependencies, asked, root);
  const services = await dependencies.services();
  if (services.length === 0) return { text: noneKnownText(whyNone(dependencies)) };
  return { text: helpText(services), blocks: servicePicker(services) };
}

/** The service that a message names, by its own name or that of a pod. */
async function onMessage(
  dependencies: RequestDependencies,
  asked: Asked,
  message: Readonly<Record<string, unknown>>,
): Promise<Reply | undefined> {
  const said = wordsOf(message);
  const named = await freshly(dependencies, (services) => namedIn(services, said));
  const [service] = named;
  if (service === undefined) return { text: noneNamedText() };
  if (named.length > 1) return { text: severalNamedText(named) };
  return start(dependencies, asked, { service, pod: podNamedIn(service, said) });
}

type Look = Extract<Request, { kind: 'look' }>;

async function look(
  dependencies: RequestDependencies,
  asked: Asked,
  { words, window, pod, namespace }: Look,
): Promise<Reply | undefined> {
  const typed = words.length === 0 ? [pod ?? ''] : words;
  const [only = ''] = typed;
  const within = (services: readonly Service[]) =>
    namespace === undefined ? services : services.filter(({ workload }) => workload.namespace === namespace);
  const named = await freshly(dependencies, (services) => {
    if (typed.length > 1) return narrowed(namedIn(within(services), typed.join(' ')), typed);
    const found = lookUp(within(services), only);
    return found.kind === 'found' ? [found.service] : [];
  });
  const [service] = named;
  if (named.length > 1) return { text: severalNamedText(named) };
  if (service !== undefined) {
    return start(dependencies, asked, { service, window, pod: pod ?? podNamedIn(service, typed.join(' ')) });
  }
  const services = within(await dependencies.services());
  const found = lookUp(services, only);
  if (typed.length > 1 || found.kind === 'found') return { text: noneNamedText() };
  return { text: unknownServiceText(only, found, services, { whyNone: whyNone(dependencies) }) };
}

/** “orders in prod”: a word that is the namespace of one of several. */
function narrowed(named: readonly Service[], words: readonly string[]): readonly Service[] {
  const within = named.filter(({ workload: { namespace = '' } }) => words.includes(namespace));
  return named.length > 1 && within.length > 0 ? within : named;
}

/** Looks among what is known, and where it is not there, among what the sources know by now. */
async function freshly(
  { services }: RequestDependencies,
  find: (services: readonly Service[]) => readonly Service[],
): Promise<readonly Service[]> {
  const found = find(await services());
  return found.length > 0 ? found : find(await services('fresh'));
}

interface Wish {
  readonly service: Service;
  readonly window?: number | undefined;
  readonly pod?: string | undefined;
}

function start(dependencies: RequestDependencies, asked: Asked, wish: Wish): Promise<Reply | undefined> {
  const { gesture } = asked;
  // The message to answer under, where there is one.
  const under = gesture.kind === 'command' ? undefined : (gesture.thread ?? gesture.ts);
  return begin(dependencies, { asked, channel: gesture.channel, under, ...wish });
}

interface Beginning extends Wish {
  readonly asked: Asked<Asking | Click>;
  readonly channel: string;
  readonly under: string | undefined;
}

/** Starts what is asked for; words only where it runs already. */
export async function begin(
  { intake, threadOf }: Pick<RequestDependencies, 'intake' | 'threadOf'>,
  { asked: { gesture }, channel, under, service, window, pod }: Beginning,
): Promise<Reply | undefined> {
  const place = { channel, ...(under === undefined ? {} : { adopted: { ts: under } }) };
  const request = { service, by: { id: gesture.by.id }, place, window, pod, gesture: gesture.key };
  const started = await intake.request(request);
  if (started.joined === undefined) return undefined;
  const link = await threadOf(started.joined);
  const where = link === undefined ? '' : `: <${link}|open its thread>`;
  return { text: `An investigation of ${code(fullName(service))} is running already${where}.` };
}

async function statusText(dependencies: RequestDependencies): Promise<string> {
  const { running, threadOf, muting } = dependencies;
  const [open, mutes, collected] = await Promise.all([running(), muting.inForce(), muting.collected()]);
  const silences = silencesText({ mutes, collected });
  return [await runningLines(open, threadOf), ...(silences === undefined ? [] : [silences])].join('\n');
}

async function runningLines(
  open: readonly Investigation[],
  threadOf: RequestDependencies['threadOf'],
): Promise<string> {
  if (open.length === 0) return noneRunsText();
  const links = await Promise.all(open.map((each) => threadOf(each).catch(() => undefined)));
  return runningText(open.map((investigation, index) => ({ investigation, link: links[index] })));
}

/** Ends the investigation of a service, or the one in whose thread it is said. */
async function stop(
  dependencies: RequestDependencies,
  { gesture, at }: Asked,
  words: readonly string[],
): Promise<Reply | undefined> {
  const { conduct, running, investigationAt, services } = dependencies;
  const thread = gesture.kind === 'mention' ? gesture.thread : undefined;
  const here = words.length === 0 && thread ? await investigationAt(gesture.channel, thread) : undefined;
  const open = await running();
  const named = namedIn(await services(), words.join(' ')).map(({ workload }) => workloadKey(workload));
  const meant = open.filter(
    ({ id, service }) => id === here || named.includes(service ? workloadKey(service.workload) : ''),
  );
  const [only] = meant;
  if (only === undefined || meant.length > 1) return { text: await statusText(dependencies) };
  const event = { kind: 'cancelled', by: { id: gesture.by.id }, at } as const;
  // What it says of it stands in the thread.
  await conduct.handle(only.id, event, { gesture: gesture.key });
  return here === undefined
    ? { text: `The investigation of ${code(only.service ? fullName(only.service) : '')} is stopped.` }
    : undefined;
}

function whyNone({ services }: Pick<RequestDependencies, 'services'>): string | undefined {
  return services.whyNone?.();
}
