import { DEFAULT_WINDOW, windowBefore } from '../evidence/window.ts';
import { systemClock } from '../foundation/clock.ts';
import { InvalidInputError } from '../foundation/errors.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import { fullName, lookUp } from '../service/directory.ts';
import type { Service } from '../service/service.ts';
import type { Sources } from './sources.ts';

/** What the command line names. */
export interface Named {
  readonly service: string;
  readonly namespace?: string | undefined;
  readonly container?: string | undefined;
  readonly at?: number | undefined;
  readonly window?: number | undefined;
}

/** The service that is meant, as it was known at the time that is looked at. Throws InvalidInputError, UnavailableError. */
export async function serviceNamed(
  sources: Pick<Sources, 'servicesDuring' | 'services' | 'selectorNaming' | 'unclaimedMemory'>,
  configured: readonly Service[],
  { service, namespace, container, at = systemClock.now(), window = DEFAULT_WINDOW }: Named,
): Promise<Service> {
  const name = namespace === undefined ? service : `${namespace}/${service}`;
  const written = lookUp(configured, name);
  if (written.kind === 'found' && container === undefined) return written.service;
  const services = await sources.servicesDuring(windowBefore(at, window));
  const found = written.kind === 'found' ? written : lookUp(services, name);
  if (container !== undefined && found.kind !== 'unknown') {
    const named = found.kind === 'found' ? [found.service] : found.services;
    return containerOf(services, named, { name, container });
  }
  if (found.kind === 'found') return found.service;
  const [first] = found.kind === 'several' && ofOneWorkload(found.services) ? found.services : [];
  if (first !== undefined) return first;
  if (found.kind === 'several') {
    throw new InvalidInputError(
      `${service} exists more than once: ${found.services.map(fullName).join(', ')}. Name one in full`,
    );
  }
  if (services.length === 0) {
    const unclaimed = await sources.unclaimedMemory(windowBefore(at, window));
    const why = unclaimed ?? noneKnown(sources.services.whyNone?.());
    throw new InvalidInputError(
      `no service ${service} is known: ${why}, or look at another time with --at and --window`,
    );
  }
  const selector = await sources.selectorNaming(service, windowBefore(at, window));
  throw new InvalidInputError(
    `no service ${service} is known; ${alternatives(found.near, services)}${selector === undefined ? '' : ` ${inSettings(service, selector)}`}`,
  );
}

/** Names that are shown of those that resemble nothing. */
const SHOWN = 5;

/** Only what resembles the name can have been meant. */
function alternatives(near: readonly Service[], services: readonly Service[]): string {
  if (near.length > 0) return `did you mean ${near.map(fullName).join(', ')}?`;
  const names = services.slice(0, SHOWN).map(fullName).join(', ');
  const rest = services.length > SHOWN ? ` and ${services.length - SHOWN} more` : '';
  return `known ${services.length === 1 ? 'is' : 'are'} ${names}${rest}.`;
}

/** That a label has the name, and how leakbot.yaml makes a service of it. */
function inSettings(service: string, selector: readonly LabelMatcher[]): string {
  const written = selector.map(({ label, value }) => `${JSON.stringify(label)}: ${JSON.stringify(value)}`).join(', ');
  const own = selector.at(-1);
  return `A label ${own?.label}=${JSON.stringify(own?.value)} exists: write it into leakbot.yaml as services: [{ name: ${JSON.stringify(service)}, selector: { ${written} } }]`;
}

/** Which containers a workload has, only its metrics show. Throws InvalidInputError for one that it does not have. */
function containerOf(
  services: readonly Service[],
  named: readonly Service[],
  { name, container }: { readonly name: string; readonly container: string },
): Service {
  const there = services.filter((each) => named.some((one) => ofOneWorkload([one, each])));
  const found = there.filter(({ workload }) => workload.container === container);
  const [only] = found;
  if (only !== undefined && ofOneWorkload(found))
    return named.find(({ workload }) => workload.container === container) ?? only;
  if (found.length > 0)
    throw new InvalidInputError(`${name} exists more than once: ${found.map(fullName).join(', ')}. Name one in full`);
  const names = [...new Set(there.flatMap(({ workload }) => workload.container ?? []))].sort();
  throw new InvalidInputError(
    names.length === 0
      ? `${name} has no container ${container}: no metric shows its containers in this window`
      : `${name} has no container ${container}; it has ${names.join(', ')}`,
  );
}

/** Whether services are containers of one workload. */
function ofOneWorkload(services: readonly Service[]): boolean {
  const same = (part: 'cluster' | 'namespace' | 'name') =>
    new Set(services.flatMap(({ workload }) => workload[part] ?? [])).size <= 1;
  return same('cluster') && same('namespace') && same('name');
}

/** `whyNone` as `Services` has it: that there is a source, not what it says of now. */
function noneKnown(whyNone: string | undefined): string {
  return whyNone === undefined
    ? 'set PROMETHEUS_URL, list services in leakbot.yaml'
    : 'Prometheus shows no container and no process then; list services in leakbot.yaml';
}
