import type { ProfileSource, Snapshot, SnapshotQuery } from '../../evidence/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import { type TimeRange, within } from '../../measurement/time.ts';
import { mayBe, repositoryOf, seriesText } from '../profile-server/labels.ts';
import { inParts, listingStep } from '../profile-server/listing.ts';
import { readSnapshotId } from '../profile-server/parsed.ts';
import { typesByWorth } from '../profile-server/profile-type.ts';
import { whyNone } from '../profile-server/why-none.ts';
import type { PyroscopeApi } from './api.ts';
import { askedPyroscope } from './asked-server.ts';
import { type Points, pointsOf } from './points.ts';
import { type ProcessSeries, processSeries } from './process-series.ts';
import { profileTypes } from './profile-types.ts';
import { type SnapshotId, snapshotIdSchema } from './schema.ts';
import { singleProfile } from './single-profile.ts';

/** Single profiles out of Pyroscope. */
export function pyroscopeProfiles(api: PyroscopeApi): ProfileSource {
  return {
    name: api.name,
    async snapshots(query, signal) {
      const found: Snapshot[] = [];
      for (const part of inParts(query.range)) found.push(...(await snapshotsIn(api, query, part, signal)));
      return found.sort((a, b) => a.time - b.time);
    },
    read: async (snapshot, signal) => singleProfile(api, idOf(api, snapshot), signal),
    whyNone: (query, signal) => whyNone(askedPyroscope(api), query, signal),
  };
}

async function snapshotsIn(
  api: PyroscopeApi,
  query: SnapshotQuery,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
  const groups = typesByWorth(query.kind, await profileTypes(api, range, signal));
  const process = groups.length === 0 ? undefined : await processSeries(api, query, range, signal);
  if (process === undefined) return [];
  const step = listingStep(range);
  const { selector, ownLabels: groupBy } = process;
  for (const types of groups) {
    const listed = types.map(async (type) => {
      const found = await pointsOf(api, { type, selector, range, step, groupBy }, signal);
      return found
        .filter(({ labels }) => mayBe(labels, query.workload))
        .flatMap((series) => snapshotsOf(series, { source: api.name, kind: query.kind, type, step, process }));
    });
    const all = (await Promise.all(listed)).flat().filter(({ time }) => within(range, time));
    if (all.length > 0) return all;
  }
  return [];
}

interface Listed {
  readonly source: string;
  readonly kind: Snapshot['kind'];
  readonly type: string;
  readonly step: number;
  readonly process: ProcessSeries;
}

function snapshotsOf({ labels, points }: Points, { source, kind, type, step, process }: Listed): readonly Snapshot[] {
  const series = Object.keys(labels).length === 0 ? process.selector : seriesText(labels);
  const common = { source, kind, instance: process.instanceOf(labels), repository: repositoryOf(labels) };
  return points.flatMap(({ timestamp, value, exemplars }) => {
    const single = exemplars.filter(({ profileId }) => profileId !== '');
    if (single.length === 0) {
      // A point of a longer step may stand for several profiles, and its value for their sum.
      const total = step === SECOND ? value : undefined;
      return [{ ...common, id: textOf({ type, series, at: timestamp, step }), time: timestamp, total }];
    }
    return single.map((exemplar) => ({
      ...common,
      id: textOf({ type, series, at: exemplar.timestamp, profile: exemplar.profileId }),
      time: exemplar.timestamp,
      total: exemplar.value,
    }));
  });
}

function textOf(id: SnapshotId): string {
  return JSON.stringify(id);
}

function idOf({ name: server }: PyroscopeApi, { id }: Snapshot): SnapshotId {
  return readSnapshotId(snapshotIdSchema, { server, id });
}
