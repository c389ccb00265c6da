import type { Gap } from '../../diagnosis/finding.ts';
import type { ProfileKind, SnapshotQuery } from '../../evidence/ports.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { PROCESS_LABELS } from './labels.ts';
import { allocatesOnly, type ProfileType, SAMPLE_TYPES, typesOf } from './profile-type.ts';

/** What a profile server can be asked for and what an operator can do about it, where it has no profile of a process. */
export interface AskedServer {
  /** For people: `Parca at http://parca:7070`. */
  readonly name: string;
  /** What to check when it has no profiles at all. */
  readonly whenEmpty: string;
  /** What makes a kind of profile arrive there: `To add them, …`. */
  readonly howToSend: Readonly<Record<Exclude<ProfileKind, 'histogram'>, string>>;
  types(range: TimeRange, signal?: AbortSignal): Promise<readonly ProfileType[]>;
  /** What is wrong where its profiles do not name their pod; undefined when they do. */
  unnamed(query: SnapshotQuery, signal?: AbortSignal): Promise<Gap | undefined>;
}

export function nothingAtAll({ name, whenEmpty }: Pick<AskedServer, 'name' | 'whenEmpty'>): Gap {
  return { missing: `${name} has no profiles at all in this window.`, fix: whenEmpty };
}

/** There are profiles, but not of this kind. */
export function typeMissing({ name, howToSend }: Pick<AskedServer, 'name' | 'howToSend'>, kind: ProfileKind): Gap {
  const [type = kind] = SAMPLE_TYPES[kind];
  return { missing: `${name} has no ${type} profiles.`, fix: `To add them, ${how(howToSend, kind)}.` };
}

function how(howToSend: AskedServer['howToSend'], kind: ProfileKind): string {
  return kind === 'histogram'
    ? 'let the embedded collector take them (classHistogram of the service in leakbot.yaml)'
    : howToSend[kind];
}

const ALLOCATED_ONLY: Gap['fix'] =
  'Let the agent follow live objects too: PYROSCOPE_PROFILER_ALLOC=512k and PYROSCOPE_ALLOC_LIVE=true.';

/** Why a process has no profile of a kind, from what the server does have: the first of these that holds. */
export async function whyNone(server: AskedServer, query: SnapshotQuery, signal?: AbortSignal): Promise<Gap> {
  const { kind, instances, range, workload } = query;
  const types = await server.types(range, signal);
  if (types.length === 0) return nothingAtAll(server);
  if (typesOf(kind, types).length === 0) {
    if (!allocatesOnly(kind, types)) return typeMissing(server, kind);
    const missing = `${server.name} has what the JVM allocated (alloc), not what it keeps (live).`;
    return { missing, fix: ALLOCATED_ONLY };
  }
  return (
    (await server.unnamed(query, signal)) ?? {
      missing: `${server.name} has no ${kind} profile of ${instances[0] ?? 'this pod'} in this window, by any of the labels ${PROCESS_LABELS.join(', ')}.`,
      fix: `Let ${workload?.name ?? 'the service'} be profiled as well: ${how(server.howToSend, kind)}.`,
    }
  );
}
