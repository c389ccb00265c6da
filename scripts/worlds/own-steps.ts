import type { Verdict } from './play.ts';

/** The questions about the part of which a kind of finding says that it leaks. */
const ASKED: Readonly<Record<string, string>> = {
  'heap-leak': 'live-heap-growing',
  'goroutine-leak': 'goroutines-growing',
  'thread-leak': 'threads-growing',
  'handle-leak': 'handles-growing',
  'native-growth': 'outside-heap-growing',
};
/** What says that nothing grows on; what follows the load grows with it. */
const CALM: ReadonlySet<string> = new Set(['warm-up', 'no-growth']);
/** How sure an open answer is at least that leans against a growth. */
const LEANS = 0.6;
/** Per cent of the growth. A part that gained less may grow on beneath a level line. */
const PART = 25;
/** How sure two answers about one moment are that must not contradict each other. */
const SURE = 0.7;

/** Where a finding stands against an answer of its own report, each in a sentence. */
export function againstOwnSteps({ kind, title, said }: Verdict): readonly string[] {
  const { steps = [], paths = [] } = said ?? {};
  const own = steps.find(({ id }) => id === ASKED[kind]);
  const leans = own?.answer === 'no' || (own?.answer === 'unclear' && (own.confidence ?? 0) >= LEANS);
  const memory = steps.find(({ id }) => id === 'rss-growing');
  return [
    ...(own !== undefined && leans && own.unmeasured !== true && paths.length === 0
      ? [`${title}: ${own.headline}`]
      : []),
    ...(CALM.has(kind)
      ? steps
          .filter(({ id, answer, headline }) => id !== 'rss-growing' && answer === 'yes' && isGoodPart(headline))
          .map(({ headline }) => `${title}: ${headline}`)
      : []),
    ...(memory?.answer === 'yes' && /does not grow$/.test(title) && !/ and grows?;/.test(title)
      ? [`${title}: ${memory.headline}`]
      : []),
  ];
}

function isGoodPart(headline: string): boolean {
  const [, share] = /\((\d+) %/.exec(headline) ?? [];
  return share !== undefined && Number(share) >= PART;
}

/** Surely a leak over one window, and surely calm over another that ends at the same moment: both titles. */
export function windowsThatDiffer(verdicts: readonly Verdict[]): readonly string[] {
  const sure = verdicts.filter(({ confidence }) => confidence >= SURE);
  const leak = sure.find(({ kind }) => kind in ASKED);
  // What says itself that it looked for too short a time denies nothing.
  const calm = sure.find(({ kind, title }) => CALM.has(kind) && !title.includes('too short'));
  return leak === undefined || calm === undefined ? [] : [`${leak.title}; ${calm.title}`];
}
