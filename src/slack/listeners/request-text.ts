import { countOf } from '../../measurement/share.ts';
import { fullName, type Lookup } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { knownText, NAMES_SHOWN } from '../blocks/known-services.ts';
import { type Linked, runningLine } from '../blocks/running-line.ts';
import { code } from '../text.ts';

export function helpText(services: readonly Service[], whyNone?: string): string {
  return [
    '*Leakbot finds memory leaks with you.*',
    `${code('/leak <service>')} looks at a service's memory now: charts, one question at a time, and at the end the code paths that grew.`,
    `${code('/leak <service> 2h')} for another time than the last day, ${code('pod=<pod>')} and ${code('namespace=<namespace>')} where they matter; the name of a pod will do for the service.`,
    `${code('/leak')} alone lets you pick, ${code('/leak list')} names what I know, ${code('/leak status')} what runs, ${code('/leak stop <service>')} ends it.`,
    `${code('/leak mute <service> 2h')} (${code('1d')}, ${code('forever')}) keeps its alerts from opening threads, ${code('/leak unmute <service>')} ends that, ${code('/leak mute')} lists what is muted.`,
    `${code('/leak prod/<service>')} when the name exists in several namespaces. In a thread, mention me: ${code('@leakbot <service>')}.`,
    'OOM kills and restart spikes start an investigation by themselves.',
    knownText(services, whyNone),
  ].join('\n');
}

export function unknownServiceText(
  typed: string,
  lookup: Exclude<Lookup, { kind: 'found' }>,
  services: readonly Service[],
  { command = '/leak', whyNone }: { readonly command?: string; readonly whyNone?: string | undefined } = {},
): string {
  if (lookup.kind === 'several') {
    const names = lookup.services.map((service) => code(`${command} ${fullName(service)}`));
    return `${code(typed)} exists more than once. Which one? ${names.slice(0, NAMES_SHOWN).join(' · ')}`;
  }
  const near = lookup.near.map((service) => code(`${command} ${fullName(service)}`));
  const guess = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : knownText(services, whyNone);
  return `I know no service ${code(typed)}. ${guess}`;
}

export function noneNamedText(): string {
  return `I find no service I know in that message. Mention me in its thread: ${code('@leakbot <service>')}.`;
}

export function severalNamedText(services: readonly Service[]): string {
  const mentions = services.map((service) => code(`@leakbot ${fullName(service)}`));
  return `That message names several services. Which one? In its thread: ${mentions.slice(0, NAMES_SHOWN).join(' · ')}`;
}

/** Names in a list that was asked for; Slack takes about 3,000 characters. */
const NAMES_LISTED = 60;

export function listText(services: readonly Service[], whyNone?: string): string {
  return knownText(services, whyNone, NAMES_LISTED);
}

export function noneKnownText(whyNone?: string): string {
  return knownText([], whyNone);
}

export function noneRunsText(): string {
  return `No investigation is running. ${code('/leak <service>')} starts one.`;
}

export function runningText(open: readonly Linked[]): string {
  return [`${countOf(open.length, 'investigation')} running:`, ...open.map(runningLine)].join('\n');
}
