import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { heapReach } from './heap-reach.ts';
import type { Observation } from './observation.ts';

/** Go reports a goal that is not set as the largest number it has. */
const NOT_SET: Bytes = 2 ** 60;
/** GOGC=off is reported as a negative or a huge number. */
const OFF = 1e6;

/** What the settings that advice speaks of are now, as a sentence: who changes them compares. Undefined where no metric reports one. */
export function settingsToday(observation: Observation): string | undefined {
  const { measured, runtime } = observation;
  const goal = measured.gomemlimit?.track.values.at(-1);
  const percent = measured.gogc?.track.values.at(-1);
  const reach = heapReach(observation);
  const { option } = guideTo(runtime).collector.outOfMemory ?? {};
  const said = [
    ...(goal === undefined ? [] : [goal >= NOT_SET ? 'GOMEMLIMIT is not set' : `GOMEMLIMIT is ${formatBytes(goal)}`]),
    ...(percent === undefined
      ? []
      : [percent < 0 || percent >= OFF ? 'GOGC is off' : `GOGC is ${Math.round(percent)}`]),
    ...(reach === undefined
      ? []
      : [`the heap may take ${formatBytes(reach.max)}${option === undefined ? '' : ` (set by ${option})`}`]),
  ];
  return said.length === 0 ? undefined : `Today ${said.join(' and ')}.`;
}
