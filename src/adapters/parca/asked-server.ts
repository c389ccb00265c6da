import { PROCESS_LABELS } from '../profile-server/labels.ts';
import type { AskedServer } from '../profile-server/why-none.ts';
import type { ParcaApi } from './api.ts';
import { profileTypes } from './profile-types.ts';
import { labelNames } from './ranges.ts';

/** Parca, for whoever asks why it has no profile. Parca Agent profiles CPU only; heaps and goroutines are scraped. */
export function askedParca(api: ParcaApi): AskedServer {
  const scraping = (part: string) =>
    `scrape the service’s /debug/pprof with profiling_config.pprof_config.${part} enabled (manifest/parca/parca-scrape.yaml): Parca Agent alone sends CPU profiles`;
  return {
    name: api.name,
    whenEmpty: 'Check that it scrapes or that agents send to it; where a proxy keeps tenants apart, set PARCA_ORG_ID.',
    howToSend: { heap: scraping('memory'), goroutine: scraping('goroutine') },
    types: (range, signal) => profileTypes(api, range, signal),
    async unnamed({ range }, signal) {
      const names = await labelNames(api, range, signal);
      if (PROCESS_LABELS.some((label) => names.has(label))) return undefined;
      return {
        missing: `The profiles in ${api.name} do not name their pod: none of the labels ${PROCESS_LABELS.join(', ')} is there.`,
        fix: 'Add a relabelling rule from __meta_kubernetes_pod_name to pod (manifest/parca/parca-scrape.yaml).',
      };
    },
  };
}
