import { matching } from '../collection/matches.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import { gaugeOf, sumOf } from '../metrics/measured.ts';
import type { Series } from '../metrics/series.ts';
import type { Candidate } from '../runtime/candidate.ts';
import type { TakenMemory } from '../runtime/runtime-metrics.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** What a runtime says that it has taken of the system, where nothing measures what is resident. */
export interface TakenAnswer {
  readonly taken: TakenMemory;
  /** The first of the metrics that were added up. */
  readonly metric: string;
  /** One series for each process. */
  readonly series: readonly Series[];
}

/** Asks every runtime's metrics at once: what answers shows which runtime it is. */
export async function takenMemory(
  readings: Readings,
  { service, range, signal }: Question,
): Promise<TakenAnswer | undefined> {
  const known = RUNTIMES.filter(({ name }) => service.runtime === undefined || service.runtime === name);
  const accounts = known.flatMap(({ metrics: { taken } }) => (taken === undefined ? [] : [taken]));
  const metrics = [...new Set(accounts.flatMap(({ sums }) => sums.flat().map(({ metric }) => metric)))];
  if (metrics.length === 0) return undefined;
  const asked = { metrics, range, step: stepFor(range), aggregate: 'max' } as const;
  for (const matchers of selectorsFor('process', service.selector)) {
    const all = (await readings.several({ ...asked, matchers }, signal)).filter(({ times }) => times.length > 0);
    for (const taken of accounts) {
      const sums = taken.sums.map((terms) => ({ metric: terms[0].metric, series: addedUp(terms, all) }));
      const found = sums.find(({ series }) => series.length > 0);
      if (found !== undefined) return { taken, ...found };
    }
  }
  return undefined;
}

/** The sum of the terms for each process that has the first one; the others are only added where they are reported. */
function addedUp([first, ...others]: readonly [Candidate, ...Candidate[]], all: readonly Series[]): readonly Series[] {
  const rest = others.map((term) => byProcess(term, all));
  return [...byProcess(first, all)].map(([process, one]) => {
    const known = new Set(one.times);
    const more = rest.flatMap((term) => term.get(process) ?? []).map((track) => at(track, known));
    return { ...one, ...sumOf([one, ...more]) };
  });
}

/** One series for each set of labels but those that name a part. */
function byProcess(term: Candidate, all: readonly Series[]): ReadonlyMap<string, Series> {
  const own = matching(term.matchers);
  const parts = new Set([term.parts ?? []].flat());
  const processOf = ({ labels }: Series) => Object.entries(labels).filter(([label]) => !parts.has(label));
  const its = all.filter(({ metric, labels }) => metric === term.metric && own(labels));
  const groups = Map.groupBy(its, (series) => JSON.stringify(processOf(series).sort(([a], [b]) => (a < b ? -1 : 1))));
  return new Map(
    [...groups].flatMap(([process, series]) =>
      series
        .slice(0, 1)
        .map((one) => [
          process,
          { metric: term.metric, labels: Object.fromEntries(processOf(one)), ...gaugeOf(series, term.parts) },
        ]),
    ),
  );
}

/** Of a track what lies at these moments: a term that answered at others too would stand for the whole there. */
function at(track: Series, moments: ReadonlySet<number>): Series {
  const kept = [...track.times.keys()].filter((i) => moments.has(track.times[i] ?? 0));
  return {
    ...track,
    times: Float64Array.from(kept, (i) => track.times[i] ?? 0),
    values: Float64Array.from(kept, (i) => track.values[i] ?? 0),
  };
}
