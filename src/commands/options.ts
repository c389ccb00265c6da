import type { Answer } from '../diagnosis/judgement.ts';
import { parseDuration } from '../measurement/duration.ts';

/** An option that may be left out: `--name VALUE`. `read` throws, saying what to write, for what is no such value. */
export function option<Value>(placeholder: string, brief: string, read: (text: string) => Value) {
  return { kind: 'parsed', optional: true, placeholder, brief, parse: read } as const;
}

/** An option that is one of a few words. */
export function choice<Word extends string>(brief: string, values: readonly Word[]) {
  return { kind: 'enum', optional: true, values, brief } as const;
}

/** An option without a value. */
export function flag(brief: string) {
  return { kind: 'boolean', optional: true, withNegated: false, brief } as const;
}

/** What stands without a name. */
export function argument(placeholder: string, brief: string) {
  return { placeholder, brief, parse: String } as const;
}

/** An instant, as milliseconds. */
export function readTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error('write a time like 2026-11-23T03:00:00Z');
  return time;
}

/** Milliseconds. */
export function readDuration(text: string): number {
  const span = parseDuration(text);
  if (span === undefined || span <= 0) throw new Error('write a duration like 1h, 24h or 7d');
  return span;
}

export function readCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new Error('write a whole number');
  return count;
}

export function readLabel(text: string): readonly [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new Error('write a label like kind=cache');
  return [key, value];
}

/** How many profiles two files are the sums of. */
export function readMerged(text: string): { readonly base: number; readonly current: number } {
  const [, base, current] = /^([1-9]\d{0,5}),([1-9]\d{0,5})$/.exec(text) ?? [];
  if (base === undefined || current === undefined) throw new Error('write two numbers like 1,12');
  return { base: Number(base), current: Number(current) };
}

/** By step. */
export function readAnswers(text: string): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [step = '', answer = ''] = pair.split('=');
      if (answer !== 'yes' && answer !== 'no' && answer !== 'unclear') {
        throw new Error('write answers like rss-growing=yes,goroutines-growing=no');
      }
      return [step.trim(), answer];
    }),
  );
}
