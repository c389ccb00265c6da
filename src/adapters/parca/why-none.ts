import type { Gap } from '../../diagnosis/finding.ts';
import type { ProfileKind, SnapshotQuery } from '../../evidence/ports.ts';
import { PROCESS_LABELS } from '../profile-server/labels.ts';
import { SAMPLE_TYPE, typesOf } from '../profile-server/profile-type.ts';
import type { ParcaApi } from './api.ts';
import { profileTypes } from './profile-types.ts';
import { labelNames } from './ranges.ts';

/** Parca Agent profiles CPU only; heaps and goroutines are scraped. */
export const HOW_TO_SEND: Readonly<Record<ProfileKind, string>> = {
  heap: 'scrape the service’s /debug/pprof with profiling_config.pprof_config.memory enabled (manifest/parca/parca-scrape.yaml): Parca Agent alone sends CPU profiles',
  goroutine:
    'scrape the service’s /debug/pprof with profiling_config.pprof_config.goroutine enabled (manifest/parca/parca-scrape.yaml): Parca Agent alone sends CPU profiles',
};

/** Nothing at all is there. */
export function nothingAtAll(api: ParcaApi): Gap {
  return {
    missing: `${api.name} has no profiles at all in this window.`,
    fix: 'Check that it scrapes or that agents send to it; where a proxy keeps tenants apart, set PARCA_ORG_ID.',
  };
}

/** There are profiles, but not of this kind. */
export function typeMissing(api: ParcaApi, kind: ProfileKind): Gap {
  return {
    missing: `${api.name} has no ${SAMPLE_TYPE[kind]} profiles.`,
    fix: `To add them, ${HOW_TO_SEND[kind]}.`,
  };
}

/** Why a process has no profile of a kind, from what the server does have. */
export async function whyNone(
  api: ParcaApi,
  { kind, instances, range, workload }: SnapshotQuery,
  signal?: AbortSignal,
): Promise<Gap> {
  const types = await profileTypes(api, range, signal);
  if (types.length === 0) return nothingAtAll(api);
  if (typesOf(kind, types).length === 0) return typeMissing(api, kind);
  const names = await labelNames(api, range, signal);
  if (!PROCESS_LABELS.some((label) => names.has(label))) {
    return {
      missing: `The profiles in ${api.name} do not name their pod: none of the labels ${PROCESS_LABELS.join(', ')} is there.`,
      fix: 'Add a relabelling rule from __meta_kubernetes_pod_name to pod (manifest/parca/parca-scrape.yaml).',
    };
  }
  return {
    missing: `${api.name} has no ${kind} profile of ${instances[0] ?? 'this pod'} in this window.`,
    fix: `Let it profile ${workload?.name ?? 'the service'} as well: ${HOW_TO_SEND[kind]}.`,
  };
}
