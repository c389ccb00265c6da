import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * How V8 treats a start, until the returned function is called; figures are of an idle bot (Node 26.10, Linux). Node warns
 * of flags that are set late; these are read whenever they matter.
 */
export const START_FLAGS: readonly StartFlag[] = [
  // The young generation doubles whenever much survives, as nearly all does that a start loads, and an idle process keeps
  // the room: 28 MiB of 150, also after 75 s without work.
  { start: '--semi-space-growth-factor=1', later: '--semi-space-growth-factor=2' },
  // A start runs nearly everything once: what optimizes code would only be read from disk, 9 MiB of it, and use 3 more.
  { start: '--no-maglev', later: '--maglev' },
  { start: '--no-turbofan', later: '--turbofan' },
];

interface StartFlag {
  readonly start: string;
  /** As it is by default: `node --v8-options`. */
  readonly later: string;
}

/** Keeps what a start leaves in memory small; what it returns is called once all is loaded that a bot without work needs. */
export function leanStart(): () => void {
  for (const { start } of START_FLAGS) setFlagsFromString(start);
  return () => {
    collectGarbage();
    for (const { later } of START_FLAGS) setFlagsFromString(later);
  };
}

/**
 * Gives back what V8 would keep for as long as nothing happens: 7 MiB of 119. Only the last resort returns the pages to
 * the system. The function is made in a context of its own, where nothing else finds it.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
