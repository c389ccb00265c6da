import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Service } from '../../src/service/service.ts';
import { player } from './played-out.ts';
import { recordedEvidence } from './recorded-evidence.ts';
import type { SetUp } from './set-ups.ts';

/** What Leakbot makes of a set-up with nothing configured: the services that it knows, and how the leaking one's investigation ends. */
export async function playedOn(url: string, { chosen }: SetUp) {
  const evidence = recordedEvidence('heap-leak');
  const api = prometheusApi({ url });
  const services = await discoverServices(api, windowBefore(evidence.end, 6 * HOUR));
  const names = services.map(nameOf);
  const service = services[names.indexOf(chosen ?? names[0] ?? '')];
  if (service === undefined) throw new Error(`no service is known, of ${chosen ?? 'any'}`);
  const { investigation, conclusion } = await player().play({
    ...evidence,
    service,
    now: evidence.end,
    metrics: prometheusMetrics(api),
  });
  return {
    services: names,
    pod: investigation.pod,
    finding: conclusion.finding.kind,
    gaps: conclusion.gaps.map(({ missing }) => missing),
  };
}

function nameOf({ workload: { namespace, name, container } }: Service): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}${container === undefined ? '' : `:${container}`}`;
}
