import type { Gap } from '../../diagnosis/finding.ts';
import { CATALOGUE, type Quantity } from '../../metrics/catalogue.ts';
import type { Service } from '../../service/service.ts';

/** What would add a quantity that no metric tells; quantities that are only nice to have are not listed. */
const FIXES: Readonly<Partial<Record<Quantity, string>>> = {
  goroutines: 'Serve the default Go collector of client_golang at the service’s metrics path.',
  'live-heap':
    'Serve client_golang’s Go collector; with collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsGC) it also tells the live heap itself.',
  'heap-inuse': 'Serve the default Go collector of client_golang at the service’s metrics path.',
};

export function gapsOf(missing: readonly Quantity[]): readonly Gap[] {
  return missing.flatMap((quantity) => {
    const fix = FIXES[quantity];
    if (fix === undefined) return [];
    const names = [...new Set(CATALOGUE[quantity].map((candidate) => candidate.metric))].join(', ');
    return [{ missing: `No metric tells the ${quantity.replaceAll('-', ' ')} (looked for ${names}).`, fix }];
  });
}

/** Nothing at all is known of the service's memory. */
export function noMemoryGap(service: Service, source: string): Gap {
  const selector = service.selector.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', ');
  const names = [...new Set(CATALOGUE.rss.map((candidate) => candidate.metric))].join(' and ');
  return {
    missing: `${source} has no memory of ${service.workload.name}: neither ${names} matches {${selector}}.`,
    fix: `Correct the selector of services[${service.workload.name}] in leakbot.yaml, or list the service’s targets there so that Leakbot scrapes them itself.`,
  };
}
