import { fullName, type Lookup } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { code } from '../text.ts';

/** Names shown in one answer; more would push the question off a phone's screen. */
const NAMES_SHOWN = 12;

export function helpText(services: readonly Service[]): string {
  return [
    '*Leakbot finds memory leaks with you.*',
    `${code('/leak <service>')} looks at a service's memory now: charts, one question at a time, and at the end the code paths that grew.`,
    `${code('/leak prod/<service>')} when the name exists in several namespaces. In a thread, mention me: ${code('@leakbot <service>')}.`,
    'OOM kills and restart spikes start an investigation by themselves.',
    knownText(services),
  ].join('\n');
}

export function unknownServiceText(
  typed: string,
  lookup: Exclude<Lookup, { kind: 'found' }>,
  services: readonly Service[],
): string {
  if (lookup.kind === 'several') {
    const names = lookup.services.map((service) => code(`/leak ${fullName(service)}`));
    return `${code(typed)} exists more than once. Which one? ${names.slice(0, NAMES_SHOWN).join(' · ')}`;
  }
  const near = lookup.near.map((service) => code(`/leak ${fullName(service)}`));
  const guess = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : knownText(services);
  return `I know no service ${code(typed)}. ${guess}`;
}

export function noneNamedText(): string {
  return `I find no service I know in that message. Mention me in its thread: ${code('@leakbot <service>')}.`;
}

export function severalNamedText(services: readonly Service[]): string {
  const mentions = services.map((service) => code(`@leakbot ${fullName(service)}`));
  return `That message names several services. Which one? In its thread: ${mentions.slice(0, NAMES_SHOWN).join(' · ')}`;
}

function knownText(services: readonly Service[]): string {
  if (services.length === 0) return 'I know no service yet: set PROMETHEUS_URL, or list services in leakbot.yaml.';
  const names = services.map((service) => code(fullName(service)));
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `I know ${names.slice(0, NAMES_SHOWN).join(', ')}${more}.`;
}
