import type { Instant } from '../../foundation/clock.ts';
import type { MuteInForce, MuteWish, Muting } from '../../investigation/silence/muting.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import type { Person } from '../../investigation/state/person.ts';
import { DAY } from '../../measurement/duration.ts';
import { type Lookup, lookUp, nameOfWorkload, type Services, serviceOf } from '../../service/directory.ts';
import type { Service, Workload } from '../../service/service.ts';
import type { Press } from '../blocks/press.ts';
import { refusalText } from '../refusal.ts';
import type { Reply } from './answer.ts';
import type { Command, Mention, Shortcut } from './gesture.ts';
import { alreadyMutedText, mutedText, muteListText, notMutedText, unmutedText } from './mute-text.ts';
import type { MuteRequest } from './request.ts';
import { unknownServiceText } from './request-text.ts';

export interface MuteDependencies {
  readonly muting: Muting;
  readonly services: Services;
  /** The investigation in whose thread a message stands. */
  readonly investigationAt: (channel: string, ts: string) => Promise<string | undefined>;
  readonly load: (id: string) => Promise<Investigation | undefined>;
}

interface Asked {
  readonly gesture: Command | Mention | Shortcut;
  readonly at: Instant;
}

/** How long a mute lasts where nothing is said of it. */
const USUAL_SPAN = DAY;

/** `/leak mute orders 2h`; alone it lists what is muted, in a thread it means that thread’s workload. */
export async function onMute(
  dependencies: MuteDependencies,
  asked: Asked,
  { words, span }: MuteRequest,
): Promise<Reply> {
  const { muting, services } = dependencies;
  const said = { by: { id: asked.gesture.by.id }, at: asked.at, span: span ?? USUAL_SPAN };
  const here = words.length === 0 ? await investigationHere(dependencies, asked) : undefined;
  const workload = here && workloadOf(here);
  if (here !== undefined && workload !== undefined) return mute(muting, { ...said, ...inThread(here, workload) });
  const [name = ''] = words;
  if (words.length === 0) return { text: muteListText(await muting.inForce()) };
  const known = await services();
  const found = await named({ known, fresh: () => services('fresh') }, name);
  if (found.kind !== 'found')
    return { text: unknownServiceText(name, found, known, { command: '/leak mute', whyNone: services.whyNone?.() }) };
  const [first] = found.services;
  if (first === undefined) return { text: muteListText(await muting.inForce()) };
  return mute(muting, { ...said, workload: meantBy(name, first.workload), services: found.services });
}

export async function onUnmute(dependencies: MuteDependencies, asked: Asked, words: readonly string[]): Promise<Reply> {
  const { muting } = dependencies;
  const said = { by: { id: asked.gesture.by.id }, at: asked.at };
  // What it names is muted no more where a kill came between its work and its answer.
  const before = await muting.endedBy(said);
  if (before.length > 0) return { text: unmutedText(before) };
  const inForce = await muting.inForce();
  const here = words.length === 0 ? await investigationHere(dependencies, asked) : undefined;
  const [only, another] = inForce;
  const workload = here === undefined ? undefined : workloadOf(here);
  if (workload !== undefined) return unmute(muting, { ...said, workload });
  if (words.length === 0 && (only === undefined || another !== undefined)) return { text: muteListText(inForce) };
  const [name = ''] = words;
  const meant = words.length === 0 ? only?.mute.workload : mutedAs(inForce, name);
  if (meant !== undefined) return unmute(muting, { ...said, workload: meant });
  const near = nearOf(
    lookUp(
      inForce.map(({ mute: { workload: each } }) => serviceOf([], each)),
      name,
    ),
  );
  return {
    text: notMutedText(
      name,
      near.map((service) => nameOfWorkload(service.workload)),
    ),
  };
}

interface MutePress {
  readonly press: Extract<Press, { readonly kind: 'mute' | 'unmute' }>;
  readonly by: Person;
  readonly at: Instant;
  readonly investigation: Investigation | undefined;
}

/** In a report’s menu, or on the line that says that it is muted: what comes of it is said in the thread. */
export async function onMutePress(
  { muting }: Pick<MuteDependencies, 'muting'>,
  { press, by, at, investigation }: MutePress,
): Promise<Reply | undefined> {
  const workload = investigation && workloadOf(investigation);
  if (investigation === undefined || workload === undefined) return { text: refusalText({ kind: 'unknown' }) };
  const said = { by, at };
  if (press.kind === 'mute') {
    const muted = await muting.mute({ ...said, span: press.span, ...inThread(investigation, workload) });
    return muted.kind === 'already' ? { text: alreadyMutedText(muted.mute) } : undefined;
  }
  const ended = await muting.unmute({ ...said, workload });
  return ended.length === 0 ? { text: notMutedText(nameOfWorkload(workload), []) } : undefined;
}

async function mute(muting: Muting, wish: MuteWish): Promise<Reply> {
  const muted = await muting.mute(wish);
  return { text: muted.kind === 'already' ? alreadyMutedText(muted.mute) : mutedText(muted.mute) };
}

async function unmute(muting: Muting, said: Parameters<Muting['unmute']>[0]): Promise<Reply> {
  const ended = await muting.unmute(said);
  return { text: ended.length === 0 ? notMutedText(nameOfWorkload(said.workload), []) : unmutedText(ended) };
}

/** The whole workload of an investigation, whichever container was looked at. */
function workloadOf({ service, openedFor }: Investigation): Workload | undefined {
  const workload = openedFor ?? service?.workload;
  return workload && wholeOf(workload);
}

function inThread({ id }: Investigation, workload: Workload) {
  return { workload, investigation: id, services: [] };
}

function wholeOf({ cluster, namespace, name }: Workload): Workload {
  return { cluster, namespace, name };
}

/** A container is meant only where it is named. */
function meantBy(name: string, workload: Workload): Workload {
  return name.includes(':') ? workload : wholeOf(workload);
}

type Named =
  | { readonly kind: 'found'; readonly services: readonly Service[] }
  | Exclude<Lookup, { readonly kind: 'found' }>;

/** The containers of one workload are one thing to mute. */
async function named(
  { known, fresh }: { readonly known: readonly Service[]; readonly fresh: () => Promise<readonly Service[]> },
  name: string,
): Promise<Named> {
  const first = lookUp(known, name);
  const found = first.kind === 'unknown' ? lookUp(await fresh(), name) : first;
  switch (found.kind) {
    case 'found':
      return { kind: 'found', services: [found.service] };
    case 'several': {
      const workloads = new Set(found.services.map(({ workload }) => nameOfWorkload(wholeOf(workload))));
      return workloads.size === 1 ? { kind: 'found', services: found.services } : found;
    }
    case 'unknown':
      return found;
  }
}

/** What a name means among what is muted, which may be a service that is no longer known. */
function mutedAs(inForce: readonly MuteInForce[], name: string): Workload | undefined {
  const found = lookUp(
    inForce.map(({ mute: { workload } }) => serviceOf([], workload)),
    name,
  );
  return found.kind === 'found' ? found.service.workload : undefined;
}

function nearOf(found: Lookup): readonly Service[] {
  return found.kind === 'found' ? [found.service] : found.kind === 'several' ? found.services : found.near;
}

async function investigationHere(
  { investigationAt, load }: MuteDependencies,
  { gesture }: Asked,
): Promise<Investigation | undefined> {
  const thread = gesture.kind === 'mention' ? gesture.thread : undefined;
  const id = thread === undefined ? undefined : await investigationAt(gesture.channel, thread);
  return id === undefined ? undefined : load(id);
}
