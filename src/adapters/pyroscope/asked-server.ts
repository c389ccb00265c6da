import { escapeRegex } from '../../foundation/escape-regex.ts';
import { PROCESS_LABELS } from '../profile-server/labels.ts';
import type { AskedServer } from '../profile-server/why-none.ts';
import type { PyroscopeApi } from './api.ts';
import { labelSets } from './process-series.ts';
import { profileTypes } from './profile-types.ts';

/**
 * Pyroscope, for whoever asks why it has no profile. A wrong tenant looks empty, and so does one whose first profiles
 * came less than a minute ago (Pyroscope 2.2.1: 20 to 60 s), and a time before what a query may look back to, a week
 * unless changed.
 */
export function askedPyroscope(api: PyroscopeApi): AskedServer {
  const writing = (part: string, type: string) =>
    `in Alloy’s pyroscope.scrape write profiling_config { profile.${part} { enabled = true } } (manifest/alloy/leakbot.alloy); with the Go SDK add pyroscope.${type} to ProfileTypes`;
  return {
    name: api.name,
    whenEmpty:
      'Check that agents send to it; where it has tenants, set PYROSCOPE_ORG_ID to the tenant they send to. A new tenant looks empty for about a minute, and what is older than querier.max-query-lookback (7 days) always does.',
    howToSend: {
      heap: writing('memory', 'ProfileInuseSpace'),
      goroutine: writing('goroutine', 'ProfileGoroutines'),
    },
    types: (range, signal) => profileTypes(api, range, signal),
    async unnamed({ workload, range }, signal) {
      if (workload === undefined) return undefined;
      const named = await labelSets(api, [serviceSelector(workload.name)], range, signal);
      const naming = (labels: (typeof named)[number]) => PROCESS_LABELS.some((label) => labels[label] !== undefined);
      if (named.length === 0 || named.some(naming)) return undefined;
      return {
        missing: `${api.name} has profiles of ${workload.name}, but none that names its pod.`,
        fix: 'Label the profiles with pod: a relabelling rule in Alloy (manifest/alloy/leakbot.alloy), or Tags: map[string]string{"pod": os.Getenv("HOSTNAME")} with the Go SDK.',
      };
    },
  };
}

/** Alloy's own documents write `namespace/name`, the SDKs the name alone. */
function serviceSelector(service: string): string {
  return `{service_name=~${JSON.stringify(`(.*/)?${escapeRegex(service)}`)}}`;
}
