import { JfrProfile } from '../jfr/jfr-profile.ts';
import type { Profile } from '../profile.ts';

/** A stack, the outermost call first, and what it counts. */
const LINE = /^(\S.*) (\d{1,15})$/;
/** `work (app/jobs.py:9)`, as profilers of Python write a frame. */
const PLACED = /^(.*) \(([^()]+):(\d+)\)$/;

/** So much of a text is looked at before all of it is read. */
const HEAD_BYTES = 4096;

const COMMENT =
  'Folded stacks say neither what they count nor when: they show memory only where what wrote them counted bytes.';

/**
 * Reads stacks with a figure each, a line each (`main;run;put 4096`), as the scripts of FlameGraph take them and many
 * profilers write them. Undefined for what is none.
 */
export function readFoldedStacks(bytes: Uint8Array, maxFrames: number): Profile | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)).split(/\r?\n/).slice(0, -1);
  if (head.length > 0 && !looksFolded(head)) return undefined;
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (!looksFolded(lines)) return undefined;
  const profile = new JfrProfile(maxFrames);
  for (const line of lines) {
    const [, stack = '', value] = LINE.exec(line) ?? [];
    const frames = stack.split(';').reverse().map(frameOf);
    profile.add({ stack: profile.stack(frames), labels: {}, values: [Number(value)] });
  }
  return profile.finish({
    sampleTypes: [{ type: 'folded', unit: 'count' }],
    defaultSampleType: 'folded',
    time: undefined,
    comments: [COMMENT],
  });
}

/** Every line is one, and some have several calls; a sentence has a blank behind its semicolon. */
function looksFolded(lines: readonly string[]): boolean {
  const some = lines.some((line) => line.includes(';') && !line.includes('; '));
  return some && lines.every((line) => line.trim() === '' || LINE.test(line));
}

function frameOf(text: string) {
  const [, name, file = '', line = 0] = PLACED.exec(text) ?? [];
  return { function: name ?? text, file, line: Number(line) };
}
