import type { Bytes } from '../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import { isCut } from './cut-title.ts';

/** What a report says, as far as the rules read it. */
export interface Said {
  readonly title: string;
  readonly evidence: readonly string[];
  readonly advice: readonly string[];
  readonly proof: string;
  readonly paths: readonly { readonly delta: number; readonly share?: number }[];
  readonly explained?: { readonly amount: number; readonly of: number } | undefined;
  /** What ran before the deploy that began it. */
  readonly previous?: string | undefined;
  readonly steps?: readonly SaidStep[] | undefined;
  /** What the table of pods says of the pod that the report is about. */
  readonly pod?:
    | {
        readonly name?: string;
        readonly limit?: Bytes | undefined;
        readonly kills: number;
        readonly alive?: boolean;
        readonly killIn?: Milliseconds | undefined;
        /** Whether it then ends with a full heap, before its limit. */
        readonly heapFull?: boolean | undefined;
      }
    | undefined;
}

export interface SaidStep {
  readonly id: string;
  readonly headline: string;
  readonly reasons: readonly string[];
  readonly answer: string;
  readonly confidence?: number;
  /** Set where nothing measures what it asks about. */
  readonly unmeasured?: boolean | undefined;
}

export interface ReportFacts {
  /** What the runtime is configured to take: -Xmx, or GOMEMLIMIT. */
  readonly largestHeap?: Bytes | undefined;
  /** Whether what runs now is what leaks: else there is nothing to roll back. */
  readonly leaksNow: boolean;
  /** The highest sample of what the pod is charged, as a share of its limit; absent where no limit is known. */
  readonly fullest?: number | undefined;
}

/** Rounding of figures for people. */
const ROUNDED = 1.02;

/** Rules that hold for every report, whatever it found; each fault in a sentence. */
export function reportFaults(said: Said, facts: ReportFacts): readonly string[] {
  return [
    ...saidTwice(said),
    ...pathsPastTheWhole(said),
    ...limitBelowHeap(said, facts),
    ...rollbackToNowhere(said, facts),
    ...notOneFirstLine(said),
    ...partsThatDoNotAddUp(said),
    ...figuresThatDiffer(said),
    ...signsThatDiffer(said),
    ...sharesOfNothing(said),
    ...wordsAgainstKills(said),
    ...levelWithoutItsKills(said),
    ...levelThatMoves(said),
    ...ratesThatDiffer(said),
    ...fullAtTwoTimes(said),
    ...othersThatGrowToo(said),
    ...grewByNothing(said),
    ...endsWhatWasNot(said),
    ...killsCountedTwice(said),
    ...fillsWhatItDoesNot(said, facts),
    ...advisesWhatDidNotGrow(said),
    ...pathsThatAreNotListed(said),
    ...limitsThatDiffer(said),
    ...noFigure(said),
    ...cutOnAPhone(said),
    ...deniedByItsSteps(said),
  ];
}

/** Everything that a person reads. */
function textsOf({ title, evidence, advice, proof, steps = [] }: Said): readonly string[] {
  const asked = steps.flatMap(({ headline, reasons }) => [headline, ...reasons]);
  return [...new Set([title, ...evidence, ...advice, proof, ...asked])];
}

function saidTwice({ title, evidence, advice, proof }: Said): readonly string[] {
  const sentences = [title, ...evidence, ...advice, proof]
    .flatMap((text) => text.split(/(?<=[.!?])\s+/))
    .map((sentence) =>
      sentence
        .replace(/[.!?]$/, '')
        .trim()
        .toLowerCase(),
    )
    .filter((sentence) => sentence.length > 15);
  const repeated = sentences.filter((sentence, index) => sentences.indexOf(sentence) < index);
  return repeated.map((sentence) => `said twice: ${sentence}`);
}

function pathsPastTheWhole({ paths, explained }: Said): readonly string[] {
  if (explained === undefined) return [];
  const larger = paths.filter(({ delta }) => delta > explained.of * ROUNDED);
  return [
    ...larger.map(({ delta }) => `a path of ${delta} in a whole of ${explained.of}`),
    ...(explained.amount > explained.of * ROUNDED ? [`explains ${explained.amount} of ${explained.of}`] : []),
  ];
}

const SIZE = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;
const LIMITS = /(?:limit (?:to|of)|\bset) ([\d.,]+) (KiB|MiB|GiB)/gi;

/** A limit that is advised must hold what the runtime may take. */
function limitBelowHeap({ title, advice }: Said, { largestHeap }: ReportFacts): readonly string[] {
  if (largestHeap === undefined) return [];
  return [title, ...advice].flatMap((text) =>
    [...text.matchAll(LIMITS)].flatMap(([advised, figure = '0', unit = 'MiB']) => {
      const bytes = Number(figure.replaceAll(',', '')) * SIZE[unit as keyof typeof SIZE];
      return bytes * ROUNDED < largestHeap ? [`“${advised}” is below what the runtime may take`] : [];
    }),
  );
}

function rollbackToNowhere({ advice, previous }: Said, { leaksNow }: ReportFacts): readonly string[] {
  const nowhere = (text: string) => !leaksNow || previous === undefined || !text.includes(previous.slice(0, 7));
  return advice
    .filter((text) => /\broll(?:ing)? back\b/i.test(text) && nowhere(text))
    .map((text) => `rolls back: ${text}`);
}

function notOneFirstLine({ advice }: Said): readonly string[] {
  const now = advice.filter((text) => text.startsWith('Now: ')).length;
  return now === 1 && advice[0]?.startsWith('Now: ') === true
    ? []
    : [`${now} lines to act on first: ${advice[0] ?? ''}`];
}

const FIGURE = String.raw`([\d.,]+)(?: (KiB|MiB|GiB|B))?`;
const LEVELS = new RegExp(`^(.+): ${FIGURE} → ([\\d.,]+) (KiB|MiB|GiB|B) \\(`);

function bytesOf(figure = '0', unit = 'B'): Bytes {
  return Number(figure.replaceAll(',', '')) * (unit === 'B' ? 1 : SIZE[unit as keyof typeof SIZE]);
}

interface Levels {
  readonly name: string;
  readonly from: Bytes;
  readonly to: Bytes;
  /** As it is written: `40 → 62.5 MiB`. */
  readonly text: string;
}

function levelsIn(reasons: readonly string[]): readonly Levels[] {
  return reasons.flatMap((reason) => {
    const found = LEVELS.exec(reason);
    if (found === null) return [];
    const [, name = '', from, fromUnit, to, toUnit] = found;
    const text = reason.slice(name.length + 2, reason.lastIndexOf(' ('));
    return [{ name, from: bytesOf(from, fromUnit ?? toUnit), to: bytesOf(to, toUnit), text }];
  });
}

const MiB = SIZE.MiB;

/** What rounding may take from a figure, or add to it: three digits, of a GiB two behind the point. */
function roundingOf(bytes: Bytes): Bytes {
  return Math.max(bytes >= SIZE.GiB ? 0.005 * SIZE.GiB : 0.05 * MiB, 0.005 * bytes);
}

function partsThatDoNotAddUp({ steps = [] }: Said): readonly string[] {
  return steps.flatMap(({ id, reasons }) => {
    const lines = levelsIn(reasons);
    const all = lines.find(({ name }) => name === 'In all');
    if (all === undefined) return [];
    const parts = lines.slice(0, lines.indexOf(all));
    return (['from', 'to'] as const).flatMap((end) => {
      const sum = parts.reduce((total, part) => total + part[end], 0);
      const rounding = [...parts, all].reduce((total, part) => total + roundingOf(part[end]), 0);
      return Math.abs(sum - all[end]) > MiB + rounding
        ? [`the parts of ${id} add up to ${sum / MiB}, not ${all[end] / MiB} MiB`]
        : [];
    });
  });
}

const ARROW = /[\d.,]+(?: (?:KiB|MiB|GiB|B))? → [\d.,]+ (?:KiB|MiB|GiB|B)/;

/** Two figures for one growth: what the first question says of memory, and of the live heap, is what the ledger says. */
function figuresThatDiffer({ steps = [] }: Said): readonly string[] {
  const ledger = steps.flatMap(({ reasons }) => levelsIn(reasons));
  const check = (id: string, name: string) => {
    const step = steps.find((each) => each.id === id && each.answer === 'yes');
    const known = ledger.find((each) => each.name === name);
    const text = step && [step.headline, ...step.reasons].find((line) => ARROW.test(line));
    const said = text === undefined ? undefined : ARROW.exec(text)?.[0];
    return known === undefined || said === undefined || said === known.text || known.to <= known.from
      ? []
      : [`${id} says ${said}, the ledger ${known.text}`];
  };
  return [...check('rss-growing', 'In all'), ...check('live-heap-growing', 'Live heap')];
}

/** A rise that a reader sees, in bytes and as a share of where it began. */
const SEEN = 17 * MiB;
const SEEN_SHARE = 0.27;

/** No two readings of one track differ in sign: what the questions say of it, and what the ledger does. */
function signsThatDiffer({ steps = [] }: Said): readonly string[] {
  const ledger = steps.flatMap(({ reasons }) => levelsIn(reasons));
  const check = (id: string, name: string) => {
    const yes = steps.some((each) => each.id === id && each.answer === 'yes');
    const known = ledger.find((each) => each.name === name);
    if (known === undefined) return [];
    const denied = steps.some((each) => each.id === id && /^The live heap does not grow/.test(each.headline));
    const rose = known.to - known.from > Math.max(SEEN, SEEN_SHARE * known.from) * ROUNDED;
    return [
      ...(yes && known.to < known.from - MiB ? [`${id} is yes, the ledger ${known.text}`] : []),
      ...(denied && rose ? [`${id} does not grow, the ledger ${known.text}`] : []),
    ];
  };
  return [...check('rss-growing', 'In all'), ...check('live-heap-growing', 'Live heap')];
}

const SHARE = new RegExp(`${FIGURE} of the growth of ${FIGURE} \\([<>]?(\\d+) %`, 'g');

function sharesOfNothing({ steps = [], evidence }: Said): readonly string[] {
  const texts = [...new Set([...evidence, ...steps.flatMap(({ headline, reasons }) => [headline, ...reasons])])];
  return texts.flatMap((text) =>
    [...text.matchAll(SHARE)].flatMap(([said, part, partUnit, whole, wholeUnit, percent]) => {
      const [some, all] = [bytesOf(part, partUnit ?? wholeUnit), bytesOf(whole, wholeUnit)];
      // One digit behind the point: half of it may be missing at both.
      const rounding = 0.02 + (0.1 * (wholeUnit === 'GiB' ? SIZE.GiB : MiB)) / all;
      const share = some / all;
      return share > 1 + rounding || Math.abs(share - Number(percent) / 100) > rounding
        ? [`no such share: ${said}`]
        : [];
    }),
  );
}

/** A kill that is further off leaves time for the fix. */
const SOON = 2 * DAY;

function wordsAgainstKills({ title, evidence, advice, steps = [], pod }: Said): readonly string[] {
  if (pod === undefined) return [];
  const texts = [title, ...evidence, ...advice, ...steps.flatMap(({ headline, reasons }) => [headline, ...reasons])];
  const calm = /nothing is urgent|nothing has to be done|no kill is predicted within/i;
  const denied = /No OOM kill in the window|does not grow and is not killed/i;
  const hurry = /to gain time|before its memory runs out/i;
  // Of a pod that is gone nothing is to be saved: whether there is haste is a matter of those that run.
  if (pod.alive === false) return texts.filter((text) => pod.kills > 0 && denied.test(text));
  // A process that its own full heap ends is in no less haste than one that the kernel kills.
  const endsItself = evidence.some((text) => text.includes('ended the process, and no kill at the limit'));
  const pressing = pod.kills > 0 || endsItself || (pod.killIn !== undefined && pod.killIn < SOON);
  const over = /replaced what grew|no longer runs/;
  const wrong = pressing ? calm : hurry;
  // A heap that is full, or at its collector's goal, before the limit is met: the sentence has the time that is left.
  const fills = /the live heap (?:fills|meets) /;
  return texts
    .filter((text) => (wrong.test(text) || (pod.kills > 0 && denied.test(text))) && !over.test(text))
    .filter((text) => wrong !== hurry || !fills.test(text))
    .map((text) => `${pressing ? `${pod.kills} kills or one near` : 'no kill near'}, and yet: ${text}`);
}

/** A level line beside kills says nothing by itself: the sentence has both, or it is read as all is well. */
function levelWithoutItsKills({ steps = [], pod }: Said): readonly string[] {
  if (pod === undefined || pod.kills === 0) return [];
  return steps
    .filter(
      ({ id, headline }) => id === 'rss-growing' && /\b(is steady|is flat)\b/.test(headline) && !/kill/i.test(headline),
    )
    .map(({ headline }) => `${pod.kills} kills, and yet: ${headline}`);
}

/** Levels whose upper end is more than this many times the lower are not level to anyone. */
const LEVEL = 1.3;
const LEVEL_RANGE = new RegExp(
  `\\b(?:steady|flat|level|stands)\\b(?: for| at|:)+ ${FIGURE}–([\\d.,]+) (KiB|MiB|GiB|B)`,
  'g',
);

/** `steady at 145–244 MiB` is a sentence that no one believes. */
function levelThatMoves(said: Said): readonly string[] {
  return textsOf(said).flatMap((text) =>
    [...text.matchAll(LEVEL_RANGE)].flatMap(([found, low, lowUnit, high, unit]) =>
      bytesOf(high, unit) > LEVEL * ROUNDED * bytesOf(low, lowUnit ?? unit) ? [`not level: ${found}`] : [],
    ),
  );
}

const UNITS = { d: DAY, h: HOUR, min: MINUTE, s: SECOND } as const;
const SPAN = String.raw`((?:\d+ (?:d|h|min|s) ?)+)`;

function spanOf(text: string): Milliseconds {
  return [...text.matchAll(/(\d+) (d|h|min|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS],
    0,
  );
}

/** What half of is not written of a span: of `3 min` half a minute. */
function leastUnitOf(text: string): Milliseconds {
  return Math.min(...[...text.matchAll(/ (d|h|min|s)/g)].map(([, unit]) => UNITS[unit as keyof typeof UNITS]));
}

/** Spans and rates are written with two or three digits. */
const NEARLY = 1.15;

function differs(a: number, b: number): boolean {
  return Math.max(a, b) > NEARLY * Math.min(a, b);
}

const WITH_RATE = new RegExp(
  `${FIGURE} → ([\\d.,]+)(?: (KiB|MiB|GiB|B))?[a-z ]* in ${SPAN}\\(([\\d.,]+)(?: (KiB|MiB|GiB|B))?/(h|min)\\)`,
  'g',
);

/** `100 → 200 MiB in 2 h (70 MiB/h)`: levels, span and rate of one sentence are of one thing. */
function ratesThatDiffer(said: Said): readonly string[] {
  return textsOf(said).flatMap((text) =>
    [...text.matchAll(WITH_RATE)].flatMap(([found, from, fromUnit, to, toUnit, span = '', rate, rateUnit, per]) => {
      const gained = bytesOf(to, toUnit ?? 'B') - bytesOf(from, fromUnit ?? toUnit ?? 'B');
      const rounding = toUnit === undefined ? 0 : roundingOf(bytesOf(to, toUnit)) + roundingOf(bytesOf(from, toUnit));
      const perMs = bytesOf(rate, rateUnit ?? 'B') / UNITS[per as keyof typeof UNITS];
      const stated = perMs * spanOf(span);
      const unsaid = perMs * (leastUnitOf(span) / 2) + rounding;
      return differs(gained, stated) && Math.abs(gained - stated) > unsaid ? [`two rates: ${found}`] : [];
    }),
  );
}

const HEAP_FULL = new RegExp(`live heap fills the [\\d.]+ [KMG]iB that it may take in about ${SPAN}`, 'g');

/** A heap is full at one time: what the advice says is what the table predicts. */
function fullAtTwoTimes({ pod, ...said }: Said): readonly string[] {
  const { killIn, heapFull } = pod ?? {};
  if (killIn === undefined || heapFull !== true) return [];
  return textsOf(said).flatMap((text) =>
    [...text.matchAll(HEAP_FULL)].flatMap(([found, span = '']) =>
      differs(spanOf(span), killIn) ? [`the table has it full in ${Math.round(killIn / MINUTE)} min: ${found}`] : [],
    ),
  );
}

/** Beside a pod that does not grow no other one grows “too”. */
function othersThatGrowToo({ steps = [] }: Said): readonly string[] {
  return steps
    .filter(({ id, answer }) => id === 'rss-growing' && answer === 'no')
    .flatMap(({ headline, reasons }) => [headline, ...reasons])
    .filter((text) => /\bother pods? grows? too\b/.test(text));
}

const GREW_BY = /grew ([\d.,]+)(?: (?:KiB|MiB|GiB|B))? → ([\d.,]+) (?:KiB|MiB|GiB|B)/;

/** `grew 0 → 0 B` is no growth that anyone can see. */
function grewByNothing(said: Said): readonly string[] {
  return textsOf(said).flatMap((text) => {
    const [found, from, to] = GREW_BY.exec(text) ?? [];
    return found !== undefined && from === to && !/[KMG]iB.*→/.test(found) ? [`no growth: ${found}`] : [];
  });
}

/** What never happened does not end. */
function endsWhatWasNot({ proof, pod }: Said): readonly string[] {
  return pod?.kills === 0 && /kills end|without a kill/i.test(proof) ? [`no kill, and yet: ${proof}`] : [];
}

const KILLED = /\b(?:killed (\d+) times?|each of (\d+) kills)\b|^(\d+) OOM kills? in the window/g;

/** One pod is killed so many times, wherever that is said; a part of them is said as one. */
function killsCountedTwice({ pod, ...said }: Said): readonly string[] {
  if (pod === undefined) return [];
  return textsOf(said)
    .filter(
      (text) => !text.includes(`of ${pod.kills} kills`) && !/inside the container|none of them of this pod/.test(text),
    )
    .flatMap((text) =>
      [...text.matchAll(KILLED)].flatMap(([found, ...counts]) =>
        counts.some((count) => count !== undefined && Number(count) !== pod.kills)
          ? [`${pod.kills} kills of the pod, and yet: ${found}`]
          : [],
      ),
    );
}

/** A container that is said to be full reached its limit, or was killed. */
const FULL = 0.95;

function fillsWhatItDoesNot({ pod, ...said }: Said, { fullest }: ReportFacts): readonly string[] {
  if (fullest === undefined || fullest >= FULL) return [];
  const claimed = /jumps to (?:its|the) limit|fills (?:its|the) limit|fill the limit/i;
  return textsOf(said)
    .filter((text) => claimed.test(text))
    .map((text) => `the highest sample is at ${Math.round(fullest * 100)} % of the limit, and yet: ${text}`);
}

/** Words of advice, and the part of the ledger that must have grown where they are said. */
const ADVISED: readonly (readonly [RegExp, RegExp])[] = [
  [/direct buffers|ArrayBuffers/i, /buffers/i],
  [/class loaders|metaspace/i, /metaspace/i],
  [/ReservedCodeCacheSize/i, /compiled code/i],
];

function advisesWhatDidNotGrow({ title, advice, steps = [] }: Said): readonly string[] {
  const parts = steps.flatMap(({ reasons }) => levelsIn(reasons));
  if (parts.length === 0 || !/outside/.test(title)) return [];
  return ADVISED.flatMap(([words, part]) =>
    advice
      .filter((text) => words.test(text) && !parts.some(({ name, from, to }) => part.test(name) && to > from))
      .map((text) => `advised for a part that did not grow: ${text}`),
  );
}

/** Paths that a message lists. */
const LISTED = { most: 3, leastShare: 0.05 } as const;

function pathsThatAreNotListed({ evidence, paths }: Said): readonly string[] {
  const shown = paths.filter(({ share = 1 }, i) => i === 0 || share >= LISTED.leastShare).slice(0, LISTED.most).length;
  return evidence.flatMap((text) => {
    const [found, count] = /^(One|\d+) paths? (?:explain|gain)/.exec(text) ?? [];
    const said = count === 'One' ? 1 : Number(count);
    return found !== undefined && said !== shown ? [`${shown} paths are listed, and yet: ${found}`] : [];
  });
}

/** A limit that the title advises is the one that the advice names. */
function limitsThatDiffer({ title, advice }: Said): readonly string[] {
  const advised = /\bset ([\d.]+ (?:MiB|GiB))/.exec(title)?.[1];
  return advised !== undefined && !advice.some((text) => text.includes(`limit to ${advised}`))
    ? [`the title says ${advised}: ${advice[0] ?? ''}`]
    : [];
}

function noFigure({ evidence, pod }: Said): readonly string[] {
  return pod !== undefined && evidence.length > 0 && !evidence.some((text) => /\d/.test(text))
    ? [`no figure: ${evidence.join(' ')}`]
    : [];
}

function cutOnAPhone({ steps = [] }: Said): readonly string[] {
  return steps
    .filter(({ headline }) => !headline.startsWith('Not measured') && isCut(withoutWhen(headline)))
    .map(({ headline }) => `cut in its picture: ${headline}`);
}

/** No title says what an answer of the same report denies: a heap leak of a heap that does not grow, a calm that nothing showed. */
function deniedByItsSteps({ title, paths, steps = [] }: Said): readonly string[] {
  const answered = (id: string, answer: string) => steps.find((step) => step.id === id && step.answer === answer);
  const heap = answered('live-heap-growing', 'no');
  const memory = answered('rss-growing', 'unclear');
  return [
    ...(heap !== undefined && paths.length === 0 && title.startsWith('Heap leak')
      ? [`${title}: ${heap.headline}`]
      : []),
    ...(memory?.headline.startsWith('Too little') === true && /^(?:No leak|Warm-up)/.test(title)
      ? [`${title}: ${memory.headline}`]
      : []),
  ];
}

function withoutWhen(headline: string): string {
  return headline.replace(/ Look again (?:at|over) [^.]*\.$/, '').replace(/\.$/, '');
}
