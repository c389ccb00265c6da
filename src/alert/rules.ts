import { matching } from '../collection/matches.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import { ALERT_KINDS, type AlertKind } from './alert.ts';
import { isNamedAfterMachine, isOfMachine } from './machines.ts';

type Labels = Readonly<Record<string, string>>;

/** What starts an investigation, and as what; `ignore` keeps an alert out. */
export type RuleOutcome = AlertKind | 'ignore';
export const RULE_OUTCOMES: readonly RuleOutcome[] = [...ALERT_KINDS, 'ignore'];

/** A rule that an operator wrote: all matchers must fit. `alertname` is the name of the alert, whoever sent it. */
export interface AlertRule {
  readonly outcome: RuleOutcome;
  readonly match: readonly LabelMatcher[];
}

interface NamedRule {
  readonly kind: AlertKind;
  /** Of the alert's name, or of the reason that a label gives. */
  readonly name: RegExp;
}

/** What fills up: the container's memory, or the heap in it. */
const MEMORY = '(?:memory|heap|working[-_ ]?set|rss)';

/**
 * OOM in capitals where it begins or ends a word (`ContainerOOM`, not `CHATROOM_LATENCY`); in small letters only where it
 * cannot be part of `room`.
 */
const OOM =
  '(?<![A-Z])OOM(?![A-Z]{2})|OOM_?KILL|(?:^|[^a-zA-Z])oom(?:$|[^a-zA-Z])|[oO]om[-_ ]?[kK]ill|[oO]ut[-_ ]?[oO]f[-_ ]?[mM]emory';

/**
 * The names that rule sets in use give to what Leakbot looks into, the most certain first: kubernetes-mixin,
 * kube-prometheus, awesome-prometheus-alerts, Robusta's findings, Datadog's and the clouds' recommended monitors.
 */
const NAMED_RULES: readonly NamedRule[] = [
  {
    kind: 'memory-forecast',
    name: new RegExp(
      `(?:[pP]redict|[fF]orecast|[wW]ill ?[bB]e|[sS]oon).*(?:${OOM})|(?:${OOM}).*(?:[pP]redict|[fF]orecast|[sS]oon)`,
    ),
  },
  { kind: 'oom-kill', name: new RegExp(OOM) },
  {
    kind: 'restart-spike',
    name: /restart|crash[-_ ]?loop|crashing[-_ ]?(?:pod|container)|(?:pod|container).*(?:crashing|flapping)|flapping.*(?:pod|container)/i,
  },
  {
    kind: 'memory-forecast',
    name: new RegExp(
      `${MEMORY}.*(predict|forecast|exhaust|will ?(reach|run|fill)|grow|leak)|(predict|forecast|leak).*${MEMORY}`,
      'i',
    ),
  },
  {
    kind: 'memory-near-limit',
    name: new RegExp(
      `${MEMORY}.*(near|close to|limit|quota|high|usage|utili[sz]ation|saturat|exceed|fill|threshold|critical|above|[>%])|(?:high|low|full|too[-_ ]?much|excessive).*${MEMORY}|(?:pod|container).*${MEMORY}[-_ ]?pressure`,
      'i',
    ),
  },
];

/** What is asked for, not what is used: `KubeMemoryQuotaOvercommit`. */
const OF_REQUESTS = /over-?commit/i;

/** Decides what an alert is about; undefined for one that Leakbot has no business with. */
export type KindOf = (alert: {
  readonly labels: Labels;
  readonly annotations?: Labels | undefined;
  /** Its name is a sentence about something else: only what the operator says makes it an alert. */
  readonly prose?: boolean | undefined;
}) => AlertKind | undefined;

/**
 * A label or annotation `leakbot: <kind> | ignore` decides for itself, then the operator's rules in their order, then
 * the reason of a container's state, then the names above.
 */
export function kindsBy(rules: readonly AlertRule[]): KindOf {
  const own = rules.map(({ outcome, match }) => ({ outcome, fits: matching(match) }));
  return ({ labels, annotations = {}, prose = false }) => {
    const wish = RULE_OUTCOMES.find((each) => each === (labels['leakbot'] ?? annotations['leakbot']));
    const outcome = wish ?? own.find(({ fits }) => fits(labels))?.outcome ?? (prose ? undefined : byName(labels));
    return outcome === 'ignore' ? undefined : outcome;
  };
}

export const alertKind: KindOf = kindsBy([]);

function byName(labels: Labels): AlertKind | undefined {
  const { alertname = '', reason } = labels;
  if (reason === 'OOMKilled') return 'oom-kill';
  const named = kindByName(alertname, labels);
  return named ?? (reason === 'CrashLoopBackOff' ? 'restart-spike' : undefined);
}

function kindByName(alertname: string, labels: Labels): AlertKind | undefined {
  if (OF_REQUESTS.test(alertname) || isNamedAfterMachine(alertname, labels)) return undefined;
  const kind = NAMED_RULES.find(({ name }) => name.test(alertname))?.kind;
  const fills = kind === 'memory-near-limit' || kind === 'memory-forecast';
  return fills && isOfMachine(alertname, labels) ? undefined : kind;
}
