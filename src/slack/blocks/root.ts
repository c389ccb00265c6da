import { summaryLine } from '../../alert/headline.ts';
import { isFiring } from '../../investigation/state/alerts.ts';
import { type Investigation, serviceName } from '../../investigation/state/investigation.ts';
import { countOf } from '../../measurement/share.ts';
import { shortPodNames } from '../../service/pod-name.ts';
import { bold, clip, code, escapeText, link, person } from '../text.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, section } from './message.ts';
import { placeOf } from './status.ts';

/** Leakbot's own opening of a thread, where no other app's alert message opens it. */
export function rootMessage(investigation: Investigation, groupedMessage?: string): ComposedMessage {
  const place = placeOf(investigation).slice(1);
  if (investigation.trigger.kind === 'request') {
    const headline = `🔎 ${bold('Memory investigation')} · ${code(serviceName(investigation))}${suffix(place)}`;
    const asked = `asked for by ${person(investigation.trigger.by)}`;
    return {
      text: clip(`Memory investigation · ${escapeText(serviceName(investigation))}`, LIMITS.text),
      blocks: [section(`${headline} · ${asked}`)],
    };
  }
  const names = namesText(namesOf(investigation.alerts));
  const over = !isFiring(investigation);
  const sign = over ? '🟢' : '🔴';
  const resolved = over ? ' · resolved' : '';
  const subject = investigation.service === undefined ? 'unknown service' : serviceName(investigation);
  const headline = `${sign} ${bold(names)} · ${code(subject)}${suffix(place)}${resolved}`;
  const details = [insteadText(investigation), listedText(investigation, groupedMessage), detailsOf(investigation)]
    .filter(Boolean)
    .join(' · ');
  return {
    text: clip(`${sign} ${escapeText(names)} · ${escapeText(subject)}${suffix(place)}${resolved}`, LIMITS.text),
    blocks: [section(headline), ...(details === '' ? [] : [context(details)])],
  };
}

function namesOf(alerts: Investigation['alerts']): readonly string[] {
  return [...new Set(alerts.map(({ name }) => name))];
}

/** More names would push the workload off a phone's screen. */
const NAMES_SHOWN = 3;

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}

function suffix(place: readonly string[]): string {
  return place.map((part) => ` · ${escapeText(part)}`).join('');
}

/** A channel that people cannot see has no name for them: its id stands beside it. */
function insteadText({ place: { insteadOf } }: Investigation): string {
  if (insteadOf === undefined) return '';
  return `here because Leakbot cannot post in <#${insteadOf}> (${code(insteadOf)}), the channel of this service: type ${code('/invite @leakbot')} there`;
}

/** Where the alert came in a message that lists several workloads. */
function listedText({ place: { listedIn } }: Investigation, address: string | undefined): string {
  if (listedIn === undefined) return '';
  const words = `a message with ${listedIn.of} workloads`;
  const rest = listedIn.unopened ?? [];
  const shown = rest.slice(0, 20).map((name) => code(name));
  const more = rest.length > 20 ? ` and ${rest.length - 20} more` : '';
  const without =
    rest.length === 0
      ? []
      : [`no thread of their own for ${shown.join(', ')}${more}: ${code('/leak <service>')} opens one`];
  return [`from ${address === undefined ? words : link(address, words)}`, ...without].join(' · ');
}

function detailsOf({ alerts, unlisted, leftOut = 0 }: Investigation): string {
  const pods = [...new Set(alerts.map((alert) => alert.pod).filter((pod) => pod !== undefined))];
  const summary = alerts.find((alert) => alert.summary !== undefined)?.summary;
  const line = summary === undefined ? undefined : summaryLine(summary, namesOf(alerts));
  const url = alerts.find((alert) => alert.url !== undefined && /^https?:\/\//.test(alert.url))?.url;
  return [
    ...(line === undefined ? [] : [escapeText(line)]),
    ...(pods.length === 0 ? [] : [podsText(pods)]),
    ...(unlisted === undefined ? [] : [`${countOf(unlisted.fired, 'more alert')}`]),
    ...(leftOut === 0 ? [] : [`${countOf(leftOut, 'alert')} left out of a call with too many`]),
    ...(url === undefined ? [] : [link(url, 'alert')]),
  ].join(' · ');
}

/** One pod by its whole name, which kubectl takes; of several what tells them apart. */
function podsText(pods: readonly string[]): string {
  const [only] = pods;
  if (only !== undefined && pods.length === 1) return `pod ${code(only)}`;
  const short = shortPodNames(pods);
  const shown = pods.slice(0, 5).map((pod) => code(short.get(pod) ?? pod));
  const more = pods.length > 5 ? ` and ${pods.length - 5} more` : '';
  return `${countOf(pods.length, 'pod')}: ${shown.join(', ')}${more}`;
}
