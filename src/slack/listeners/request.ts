import { DAY, MINUTE, type Milliseconds, parseDuration } from '../../measurement/duration.ts';

/** What someone wants, as `/leak …` or a mention says it. */
export type Request =
  | { readonly kind: 'help' }
  /** Nothing was said: a service is to be picked. */
  | { readonly kind: 'pick' }
  | { readonly kind: 'list' }
  | { readonly kind: 'status' }
  | { readonly kind: 'stop'; readonly words: readonly string[] }
  | MuteRequest
  | { readonly kind: 'unmute'; readonly words: readonly string[] }
  | {
      readonly kind: 'look';
      /** Among them is what names the service. */
      readonly words: readonly string[];
      readonly window?: Milliseconds | undefined;
      readonly pod?: string | undefined;
      readonly namespace?: string | undefined;
    }
  /** An option cannot be read; `problem` says how it is written. */
  | { readonly kind: 'fault'; readonly problem: string; readonly example: string };

export interface MuteRequest {
  readonly kind: 'mute';
  /** They name a workload; none names the one in whose thread it is said. */
  readonly words: readonly string[];
  /** Absent where nothing is said of it. */
  readonly span?: Milliseconds | 'forever' | undefined;
}

/** The first words that are no services; `<namespace>/list` still names one. */
const VERBS: Readonly<Record<string, (words: readonly string[]) => Request>> = {
  help: () => ({ kind: 'help' }),
  list: () => ({ kind: 'list' }),
  status: () => ({ kind: 'status' }),
  stop: (words) => ({ kind: 'stop', words }),
  mute: readMute,
  unmute: (words) => ({ kind: 'unmute', words }),
};

/** The others stand alone. */
const OF_A_SERVICE = new Set(['stop', 'mute', 'unmute']);

/** By each name that people give them. */
const OPTIONS: Readonly<Record<string, 'window' | 'pod' | 'namespace'>> = {
  window: 'window',
  pod: 'pod',
  namespace: 'namespace',
  ns: 'namespace',
};

/** Windows that people may ask for: a shorter one has too few scrapes for a trend, a longer one few stores keep. */
const WINDOW = { shortest: 5 * MINUTE, longest: 30 * DAY } as const;

/** Reads `orders`, `orders 2h`, `orders window=2h pod=orders-0 namespace=prod`, `look at orders in prod`. */
export function readRequest(text: string): Request {
  // People end a sentence where a name ends.
  const all = text
    .split(/\s+/)
    .map((word) => word.replace(/[?!.,;]+$/, ''))
    .filter((word) => word !== '');
  const [first, ...rest] = all;
  if (first === undefined) return { kind: 'pick' };
  const verb = Object.hasOwn(VERBS, first.toLowerCase()) ? VERBS[first.toLowerCase()] : undefined;
  // “list orders” is about a service.
  if (verb !== undefined && (rest.length === 0 || OF_A_SERVICE.has(first.toLowerCase()))) return verb(rest);
  const words: string[] = [];
  const said: { window?: string; pod?: string; namespace?: string } = {};
  for (const [at, word] of all.entries()) {
    const [, name = '', value] = /^(?:--)?([a-z]+)[=:](.+)$/i.exec(word) ?? [];
    const option = Object.hasOwn(OPTIONS, name.toLowerCase()) ? OPTIONS[name.toLowerCase()] : undefined;
    if (option !== undefined && value !== undefined) said[option] = value;
    else if (said.window === undefined && parseDuration(word) !== undefined) said.window = word;
    // “last 2h”: the time alone says it.
    else if (!isLead(word, all[at + 1])) words.push(word);
  }
  const window = said.window === undefined ? undefined : parseDuration(said.window);
  if (said.window !== undefined && (window === undefined || window < WINDOW.shortest || window > WINDOW.longest)) {
    return { kind: 'fault', problem: 'The window is a time from 5m to 30d', example: '/leak orders window=2h' };
  }
  return { kind: 'look', words, window, pod: said.pod?.toLowerCase(), namespace: said.namespace };
}

/** Of how long a mute may last; whoever means longer says `forever`. */
const MUTE = { shortest: MINUTE, longest: 365 * DAY };

/** Reads `orders 2h`, `orders for 1d`, `orders forever`, `2h`. */
function readMute(all: readonly string[]): Request {
  const words: string[] = [];
  let span: MuteRequest['span'];
  for (const [at, word] of all.entries()) {
    const time = parseDuration(word);
    const forever = /^forever$/i.test(word);
    const lead = /^for$/i.test(word) && at < all.length - 1;
    if (time !== undefined || forever) span = forever ? 'forever' : time;
    else if (!lead) words.push(word);
  }
  if (typeof span === 'number' && (span < MUTE.shortest || span > MUTE.longest)) {
    return { kind: 'fault', problem: 'A mute lasts from 1m to 365d, or forever', example: '/leak mute orders 2h' };
  }
  return { kind: 'mute', words, span };
}

function isLead(word: string, next: string | undefined): boolean {
  return /^(?:last|window)$/i.test(word) && next !== undefined && parseDuration(next) !== undefined;
}
