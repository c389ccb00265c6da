import type { StoredSnapshot } from '../../collection/snapshot-store.ts';
import { livesOf } from '../../collection/to-thin.ts';
import { sameProcess, type Watch } from '../../collection/watch.ts';

/** What was known of each target, from its stored snapshots: a restart of Leakbot must not visit everyone at once. */
export function watchesFrom(snapshots: readonly StoredSnapshot[]): ReadonlyMap<string, Watch> {
  const watches = new Map<string, Watch>();
  const {
    profiles = [],
    answers = [],
    histograms = [],
  } = Object.groupBy(snapshots, ({ kind }) => {
    if (kind === 'histogram') return 'histograms';
    return kind === 'heap' || kind === 'goroutine' ? 'profiles' : 'answers';
  });
  for (const life of livesOf(profiles)) {
    const [first, last] = [life[0], life.at(-1)];
    if (first === undefined || last === undefined) continue;
    watches.set(last.instance, {
      since: last.processStart ?? first.time,
      processStart: last.processStart,
      memory: [],
      captured: { time: last.time, memory: undefined },
      failures: 0,
      ...askedBefore(answers, last),
      histogramAt: histograms.findLast((each) => isOf(each, last))?.time,
    });
  }
  return watches;
}

/** What a runtime answered shows what it was asked about its goroutines; one that had no answer is asked once more. */
function askedBefore(answers: readonly StoredSnapshot[], of: StoredSnapshot): Pick<Watch, 'examined' | 'servesLeaks'> {
  const own = answers.filter((each) => isOf(each, of));
  const last = own.at(-1);
  return {
    examined: last && { time: last.time, goroutines: undefined },
    servesLeaks: own.some(({ kind }) => kind === 'goroutineleak') ? true : undefined,
  };
}

function isOf({ instance, processStart }: StoredSnapshot, of: StoredSnapshot): boolean {
  return instance === of.instance && sameProcess(processStart, of.processStart);
}
