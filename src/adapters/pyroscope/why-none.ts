import type { Gap } from '../../diagnosis/finding.ts';
import type { ProfileKind, SnapshotQuery } from '../../evidence/ports.ts';
import { PROCESS_LABELS } from '../profile-server/labels.ts';
import { SAMPLE_TYPE, typesOf } from '../profile-server/profile-type.ts';
import type { PyroscopeApi } from './api.ts';
import { labelSets } from './process-series.ts';
import { profileTypes } from './profile-types.ts';

/** What makes an agent send a kind of profile. */
export const HOW_TO_SEND: Readonly<Record<ProfileKind, string>> = {
  heap: 'in Alloy’s pyroscope.scrape write profiling_config { profile.memory { enabled = true } } (manifest/alloy/leakbot.alloy); with the Go SDK add pyroscope.ProfileInuseSpace to ProfileTypes',
  goroutine:
    'in Alloy’s pyroscope.scrape write profiling_config { profile.goroutine { enabled = true } } (manifest/alloy/leakbot.alloy); with the Go SDK add pyroscope.ProfileGoroutines to ProfileTypes',
};

/**
 * Nothing at all is there, which is also what a wrong tenant looks like, one whose first profiles came less than a
 * minute ago (Pyroscope 2.2.1: 20 to 60 s), and a time before what a query may look back to, a week unless changed.
 */
export function nothingAtAll(api: PyroscopeApi): Gap {
  return {
    missing: `${api.name} has no profiles at all in this window.`,
    fix: 'Check that agents send to it; where it has tenants, set PYROSCOPE_ORG_ID to the tenant they send to. A new tenant looks empty for about a minute, and what is older than querier.max-query-lookback (7 days) always does.',
  };
}

/** Agents send profiles, but not of this kind. */
export function typeMissing(api: PyroscopeApi, kind: ProfileKind): Gap {
  return {
    missing: `${api.name} has no ${SAMPLE_TYPE[kind]} profiles: the agent sends none.`,
    fix: `To add them, ${HOW_TO_SEND[kind]}.`,
  };
}

/** Why a process has no profile of a kind, from what the server does have. */
export async function whyNone(
  api: PyroscopeApi,
  { kind, instances, range, workload }: SnapshotQuery,
  signal?: AbortSignal,
): Promise<Gap> {
  const types = await profileTypes(api, range, signal);
  if (types.length === 0) return nothingAtAll(api);
  if (typesOf(kind, types).length === 0) return typeMissing(api, kind);
  const service = workload?.name;
  const named = service === undefined ? [] : await labelSets(api, [serviceSelector(service)], range, signal);
  const pod = instances[0] ?? 'this pod';
  if (named.length > 0 && !named.some((labels) => PROCESS_LABELS.some((label) => labels[label] !== undefined))) {
    return {
      missing: `${api.name} has profiles of ${service}, but none that names its pod.`,
      fix: 'Label the profiles with pod: a relabelling rule in Alloy (manifest/alloy/leakbot.alloy), or Tags: map[string]string{"pod": os.Getenv("HOSTNAME")} with the Go SDK.',
    };
  }
  return {
    missing: `${api.name} has no ${kind} profile of ${pod} in this window, by any of the labels ${PROCESS_LABELS.join(', ')}.`,
    fix: `Let the agent profile ${service ?? 'the service'} as well: ${HOW_TO_SEND[kind]}.`,
  };
}

/** Alloy's own documents write `namespace/name`, the SDKs the name alone. */
function serviceSelector(service: string): string {
  return `{service_name=~${JSON.stringify(`(.*/)?${service.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)}}`;
}
