import { due, shareOfLimit } from '../../collection/due.ts';
import { examinationOf } from '../../collection/examination.ts';
import type { VisitFailure } from '../../collection/fault.ts';
import { histogramDue } from '../../collection/histogram-due.ts';
import type { Target } from '../../collection/target.ts';
import { attempted, type Watch } from '../../collection/watch.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { PROFILE_KINDS } from '../../profile/kind.ts';
import { type Means, type Taken, takeSnapshots } from './capture.ts';
import { takeHistogram } from './class-histogram.ts';
import { examine } from './examine.ts';
import type { OddTargets } from './odd-targets.ts';
import type { Patience } from './patience.ts';
import type { ScrapeBatch } from './scrape-batch.ts';
import { isUnreachable, type MetricsVisit, readMetrics } from './visit.ts';
import type { WatchList } from './watch-list.ts';

/** What visits work with, and what they remember. */
export interface Visiting extends Means {
  readonly watches: WatchList;
  readonly patience: Patience;
  readonly batch: ScrapeBatch;
  readonly odd: OddTargets;
  /** The time between two rounds. */
  readonly every: Milliseconds;
}

export interface ProfileOptions {
  readonly time: Instant;
  readonly processStart: Instant | undefined;
  /** A person asked: a collection may be forced. */
  readonly gc: boolean;
  readonly signal: AbortSignal | undefined;
}

/** One visit of a round: reads the metrics, stores them, and takes profiles if they are due. */
export async function visit(visiting: Visiting, target: Target, signal: AbortSignal | undefined): Promise<void> {
  const { endpoint, clock, watches, every } = visiting;
  const time = clock.now();
  const metrics = await readMetrics(endpoint, target, { time, signal });
  const goOn =
    metrics.kind === 'read' ? await noteRead(visiting, target, metrics) : noteFailed(visiting, target, metrics);
  if (!goOn) return;
  const watch = watches.with(target.instance, metrics.kind === 'read' ? metrics.reading : { time });
  watches.put(target.instance, watch);
  if (!due(watch, time, { every, limit: target.memoryLimit })) return;
  // Without metrics of this very moment nothing shows whether the process is still the one known before.
  const processStart = metrics.kind === 'read' ? watch.processStart : undefined;
  await takeProfiles(visiting, { target, watch }, { time, processStart, gc: false, signal });
}

async function noteRead(
  { notes, patience, batch, odd }: Visiting,
  target: Target,
  { reading: { time }, samples, odd: what }: MetricsVisit,
): Promise<true> {
  notes.succeeded(target, 'metrics', time);
  patience.noted(target.instance, false, time);
  odd.noted(target.instance, what);
  if (target.storeMetrics) await batch.add({ ...target, time, samples });
  return true;
}

/** Whether profiles may still be read. */
function noteFailed({ notes, patience, clock }: Visiting, target: Target, failure: VisitFailure): boolean {
  const time = clock.now();
  notes.failed(target, 'metrics', { time, failure });
  patience.noted(target.instance, failure.kind === 'timeout', time);
  if (!isUnreachable(target, failure)) return true;
  for (const part of PROFILE_KINDS) notes.failed(target, part, { time, failure });
  return false;
}

/** Takes snapshots, asks the runtime what it is to be asked, and remembers both. */
export async function takeProfiles(
  visiting: Visiting,
  { target, watch }: { readonly target: Target; readonly watch: Watch },
  { time, gc, ...options }: ProfileOptions,
): Promise<Taken> {
  const { watches } = visiting;
  const share = shareOfLimit(watch, target.memoryLimit);
  const taken = await takeSnapshots(visiting, target, { ...options, gc, share });
  const after = attempted(watch, time, taken.kind === 'captured');
  watches.put(target.instance, after);
  // What answers with no profile has nothing to add to it.
  if (taken.kind === 'captured') {
    const wanted = examinationOf(after, time, { limit: target.memoryLimit, asked: gc });
    const examined = await examine(visiting, target, { ...options, wanted, watch: after });
    watches.put(target.instance, examined);
    if (histogramDue(examined, time, target)) {
      watches.put(target.instance, { ...examined, histogramAt: time });
      await takeHistogram(visiting, target, options);
    }
  }
  return taken;
}
