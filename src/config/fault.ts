import { distance } from 'fastest-levenshtein';
import { InvalidInputError } from '../foundation/errors.ts';

/** One wrong setting: where it stands, what is wrong and what to write instead. Never holds a secret's value. */
export interface Fault {
  /** `LEAKBOT_PORT`, `leakbot.yaml:7 services[0].runtime` */
  readonly where: string;
  readonly problem: string;
}

/** Settings that cannot be used; the message lists every fault, so that all can be corrected at once. */
export class InvalidSettingsError extends InvalidInputError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ where, problem }) => `  ${where}: ${problem}`);
    super([faults.length === 1 ? '1 setting is wrong:' : `${faults.length} settings are wrong:`, ...lines].join('\n'));
    this.faults = faults;
  }
}

/** `; did you mean LEAKBOT_PORT?` when a known name resembles what was written, else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = nearest(written, known);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

/** The known name most like the one written, if they share at least two thirds of their letters. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const scored = known.map((name) => ({
    name,
    unlike: distance(name.toLowerCase(), written.toLowerCase()) / Math.max(name.length, written.length),
  }));
  const [best] = scored.sort((a, b) => a.unlike - b.unlike);
  return best !== undefined && best.unlike <= 1 / 3 ? best.name : undefined;
}

/** The known name that a written one misspells by a letter or two; undefined for names that merely look alike. */
export function resembled(written: string, known: readonly string[]): string | undefined {
  const name = nearest(written, known);
  return name !== undefined && distance(name, written.toUpperCase()) <= MISSPELT_BY ? name : undefined;
}

/** Of the length of our names (12 letters and more), what a slip of the fingers changes: one letter, or two swapped. */
const MISSPELT_BY = 2;
