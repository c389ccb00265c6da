import type { LabelMatcher } from '../metrics/series.ts';
import { podPattern } from './pod-owner.ts';
import type { Service } from './service.ts';

/** Selects every container in the pods of a service; undefined where nothing distinguishes its pods from others. */
export function inAnyContainer({ selector, workload }: Service): readonly LabelMatcher[] | undefined {
  const rest = selector.filter(({ label }) => label !== 'container' && label !== 'exported_container');
  if (rest.length === selector.length) return undefined;
  if (rest.some(({ label }) => label === 'pod')) return rest;
  return [...rest, { label: 'pod', op: '=~', value: podPattern(workload.name) }];
}

/**
 * Another container in the pods of a service. What is set for the service (its processes, limit, repository) is that of
 * its own container.
 */
export function inContainer(service: Service, container: string): Service {
  if (service.workload.container === container) return service;
  const around = inAnyContainer(service) ?? service.selector;
  return {
    workload: { ...service.workload, container },
    selector: [...around, { label: 'container', op: '=', value: container }],
    targets: [],
    metricsPath: service.metricsPath,
    pprofPath: service.pprofPath,
    channel: service.channel,
  };
}
