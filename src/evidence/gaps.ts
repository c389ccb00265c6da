import type { Gap } from '../diagnosis/finding.ts';
import { gapOf } from '../diagnosis/missing.ts';
import type { Observation } from '../diagnosis/observation.ts';
import { anyOf } from '../measurement/listed.ts';
import { asSentence } from '../measurement/sentence.ts';
import { candidatesFor, type Quantity } from '../metrics/catalogue.ts';
import { readableSelector } from '../service/readable-selector.ts';
import type { Service } from '../service/service.ts';
import type { StandIn } from './stand-in.ts';

/**
 * What the missing quantities leave open, as sentences; quantities that are only nice to have are not listed, nor those
 * of which a metric may be there: it could not be read, which is a gap of its own.
 */
export function gapsOf(
  missing: readonly Quantity[],
  { runtime, unread: foreign, place }: Pick<Observation, 'runtime' | 'unread' | 'place'>,
  unread: ReadonlySet<string> = new Set(),
): readonly Gap[] {
  return missing.flatMap((quantity) => {
    if (candidatesFor(quantity).some(({ metric }) => unread.has(metric))) return [];
    const gap = gapOf(quantity, runtime, { unread: foreign?.runtime, place });
    return gap === undefined ? [] : [{ missing: `No metric shows ${gap.missing}.`, fix: asSentence(gap.fix) }];
  });
}

/** `container_memory_rss or process_resident_memory_bytes`: The names of others are too many to list. */
const RESIDENT = anyOf(
  candidatesFor('rss').flatMap(({ metric }) => (/^(?:container|process)_/.test(metric) ? [metric] : [])),
);

/** Something else stands for resident memory. */
export function takenGap({ said, apart }: StandIn, metric: string): Gap {
  return {
    missing: `Resident memory (${RESIDENT}) is not measured: what is ${said} (${metric}) stands for it, ${apart}.`,
    fix: 'Expose process_resident_memory_bytes in the service, or let Prometheus scrape what measures its container (cAdvisor).',
  };
}

/** Nothing at all is known of the service's memory. */
export function noMemoryGap(service: Service, source: string): Gap {
  return {
    missing: `${source} has no memory of ${service.workload.name}: no ${RESIDENT}, by these names or OpenTelemetry’s, matches ${readableSelector(service.selector)}.`,
    fix: selectorFix(service),
  };
}

/** What to do where its selector matches nothing. */
function selectorFix({ workload: { name }, listed }: Service): string {
  const kept = 'keep container_memory_rss where a relabelling rule of Prometheus drops it';
  if (listed === true) {
    return `Correct the selector of services[${name}] in leakbot.yaml, list the service’s targets there so that Leakbot scrapes them itself, or ${kept}.`;
  }
  return `If its series have other labels, list ${name} under services in leakbot.yaml with a selector that matches them, or with its targets, so that Leakbot scrapes them itself; else expose process_resident_memory_bytes in the service, let Prometheus scrape what measures its container (cAdvisor), or ${kept}.`;
}
