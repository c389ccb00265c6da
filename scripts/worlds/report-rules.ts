import type { Bytes } from '../../src/measurement/bytes.ts';

/** What a report says, as far as the rules read it. */
export interface Said {
  readonly title: string;
  readonly evidence: readonly string[];
  readonly advice: readonly string[];
  readonly proof: string;
  readonly paths: readonly { readonly delta: number }[];
  readonly explained?: { readonly amount: number; readonly of: number } | undefined;
}

export interface ReportFacts {
  /** What the runtime is configured to take: -Xmx, or GOMEMLIMIT. */
  readonly largestHeap?: Bytes | undefined;
  /** Whether what runs now is what leaks: else there is nothing to roll back. */
  readonly leaksNow: boolean;
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
  ];
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

function rollbackToNowhere({ advice }: Said, { leaksNow }: ReportFacts): readonly string[] {
  return leaksNow
    ? []
    : advice.filter((text) => /\broll(?:ing)? back\b/i.test(text)).map((text) => `rolls back: ${text}`);
}
