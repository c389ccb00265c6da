import type { Frame, GrowthPath } from '../profile/comparison.ts';
import { shortName } from '../profile/go-names.ts';
import type { BlockedOn, Habit, Suspect } from '../runtime/suspect.ts';

const HABITS: readonly (readonly [RegExp, Habit])[] = [
  [/cache|memo(ize|ise)|lru/i, 'cache'],
  [/subscri|listener|observer|watcher/i, 'subscription'],
  [/append|buffer|queue|history|backlog|journal/i, 'buffer'],
  [/map(?!p)|registry|index|table|sessions?\b/i, 'map'],
];

const WAITS: readonly (readonly [RegExp, BlockedOn])[] = [
  [/^runtime\.chansend/, 'a channel send'],
  [/^runtime\.chanrecv/, 'a channel receive'],
  [/^runtime\.selectgo/, 'a select'],
  [/^(runtime\.semacquire|sync\.\(\*(Mutex|RWMutex|WaitGroup|Cond)\))/, 'a lock'],
  [/^(internal\/poll\.|net\.)/, 'the network'],
  [/^time\.Sleep/, 'a sleep'],
];

/** Who a growing path points at: its first application frame. Undefined for a path without frames. */
export function suspectOf(path: GrowthPath | undefined): Suspect | undefined {
  const frame = path?.frames[0];
  if (path === undefined || frame === undefined) return undefined;
  const name = named(frame);
  const habit = HABITS.find(([pattern]) => pattern.test(name) || pattern.test(fileName(frame.file)))?.[1];
  const blockedOn = WAITS.find(([pattern]) => path.below.some((below) => pattern.test(below)))?.[1];
  return { name, habit, blockedOn };
}

/**
 * Go's names carry their package. A Java class is its package's last element; functions of JavaScript and Python are
 * named by their file, as `remember` alone says too little.
 */
function named({ function: name, file }: Frame): string {
  if (/\.[cm]?[jt]sx?$|\.py$/.test(file)) return `${name} (${fileName(file)})`;
  return /\.(java|kt|scala|groovy)$/.test(file) ? name.split(/[./]/).slice(-2).join('.') : shortName(name);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
