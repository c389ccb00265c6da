import type { ProfileSource, Snapshot, SnapshotQuery } from '../../evidence/ports.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { within } from '../../measurement/time.ts';
import {
  type Labels,
  mayBe,
  processSelectors,
  repositoryOf,
  selectorText,
  seriesText,
} from '../profile-server/labels.ts';
import { readSnapshotId } from '../profile-server/parsed.ts';
import { typesOf } from '../profile-server/profile-type.ts';
import { whyNone } from '../profile-server/why-none.ts';
import type { ParcaApi } from './api.ts';
import { askedParca } from './asked-server.ts';
import { matchKill, OF_OOMPROF } from './oomprof.ts';
import { profileTypes, timestamp } from './profile-types.ts';
import { labelNames, type RangeSeries, rangesOf } from './ranges.ts';
import { querySchema, type SnapshotId, snapshotIdSchema } from './schema.ts';

/** Single profiles out of Parca, and those that its oomprof took at a kill. */
export function parcaProfiles(api: ParcaApi): ProfileSource {
  return {
    name: api.name,
    async snapshots(query, signal) {
      const types = typesOf(query.kind, await profileTypes(api, query.range, signal));
      const found = await Promise.all(types.map((type) => snapshotsOf(api, query, type, signal)));
      return found
        .flat()
        .filter(({ time }) => within(query.range, time))
        .sort((a, b) => a.time - b.time);
    },
    read: async (snapshot, signal) => singleProfile(api, idOf(api, snapshot), signal),
    whyNone: (query, signal) => whyNone(askedParca(api), query, signal),
  };
}

interface Found {
  readonly instance: string;
  readonly series: RangeSeries;
}

async function snapshotsOf(
  api: ParcaApi,
  query: SnapshotQuery,
  type: string,
  signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
  const own = await ownSeries(api, query, type, signal);
  const listed = own.flatMap(({ instance, series }) =>
    series.samples.map((sample) => snapshotOf(api, query, { type, instance, labels: series.labels, sample })),
  );
  return [...listed, ...(await atKills(api, query, { type, known: own.map(({ series }) => series.labels) }, signal))];
}

/** Looks for a process by each label that may name it; the first that does stands. */
async function ownSeries(
  api: ParcaApi,
  { instances, range, workload }: SnapshotQuery,
  type: string,
  signal: AbortSignal | undefined,
): Promise<readonly Found[]> {
  const names = await labelNames(api, range, signal);
  for (const process of processSelectors(instances).filter(({ label }) => names.has(label))) {
    const found = await rangesOf(api, `${type}${selectorText(process)}`, range, signal);
    const own = found.filter(({ labels }) => mayBe(labels, workload));
    if (own.length > 0) {
      return own.map((series) => ({ instance: series.labels[process.label] ?? process.names[0] ?? '', series }));
    }
  }
  return [];
}

/** The heap as the killer found it: the very last, and the only profile that no one has to ask for. */
async function atKills(
  api: ParcaApi,
  { kind, kills = [], instances, range, workload, ...rest }: SnapshotQuery,
  { type, known }: { readonly type: string; readonly known: readonly Labels[] },
  signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
  if (kind !== 'heap' || kills.length === 0) return [];
  const found = await rangesOf(api, `${type}${OF_OOMPROF}`, range, signal);
  const query = { kind, instances, range, workload, ...rest };
  return found
    .filter(({ labels }) => mayBe(labels, workload))
    .flatMap(({ labels, samples }) =>
      samples.flatMap((sample) => {
        const match = matchKill(labels, Date.parse(sample.timestamp), { kills, known, workload });
        if (match === undefined) return [];
        const snapshot = snapshotOf(api, query, { type, instance: instances[0] ?? '', labels, sample });
        // It is sent some seconds after the kill, when another process may live under the pod's name.
        return [{ ...snapshot, time: Math.min(snapshot.time, match.kill), doubt: match.doubt }];
      }),
    );
}

interface Listed {
  readonly type: string;
  readonly instance: string;
  readonly labels: Labels;
  readonly sample: RangeSeries['samples'][number];
}

function snapshotOf(api: ParcaApi, { kind }: SnapshotQuery, { type, instance, labels, sample }: Listed): Snapshot {
  const id: SnapshotId = { query: `${type}${seriesText(labels)}`, time: sample.timestamp };
  return {
    source: api.name,
    id: JSON.stringify(id),
    kind,
    instance,
    time: Date.parse(sample.timestamp),
    total: sample.value,
    repository: repositoryOf(labels),
  };
}

/** One profile of one series at one moment: merges add up, and a diff made by the server scales. */
async function singleProfile(api: ParcaApi, { query, time }: SnapshotId, signal?: AbortSignal): Promise<Uint8Array> {
  const pprof = await api.get(
    {
      path: 'query',
      parameters: {
        mode: 'MODE_SINGLE_UNSPECIFIED',
        'single.query': query,
        'single.time': time,
        reportType: 'REPORT_TYPE_PPROF',
      },
      asked: `a profile of ${query}`,
      shape: (data) => Buffer.from(querySchema.parse(data).pprof, 'base64'),
    },
    signal,
  );
  if (pprof === undefined || pprof.length === 0) {
    throw new UnavailableError(
      `${api.name} no longer has the profile of ${timestamp(Date.parse(time))}: its retention may be over`,
      { retryable: false },
    );
  }
  return pprof;
}

function idOf({ name: server }: ParcaApi, { id }: Snapshot): SnapshotId {
  return readSnapshotId(snapshotIdSchema, { server, id });
}
