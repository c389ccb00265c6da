import { matching } from '../collection/matches.ts';
import type { LabelMatcher } from '../metrics/series.ts';
import { ALERT_KINDS, type AlertKind } from './alert.ts';

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
  readonly not?: RegExp;
}

/** A machine's memory is not a container's: node-exporter's and kubernetes-mixin's rules for nodes. */
const OF_MACHINES = /^(node|host|kubelet|instance|vm|cluster)/i;

/**
 * The names that rule sets in use give to what Leakbot looks into, the most certain first: kubernetes-mixin,
 * kube-prometheus, awesome-prometheus-alerts, Datadog's and the clouds' recommended monitors.
 */
const NAMED_RULES: readonly NamedRule[] = [
  // OOM in capitals anywhere (`ContainerOOM`); in small letters only where it cannot be part of `room`.
  {
    kind: 'oom-kill',
    name: /OOM|(?:^|[^a-zA-Z])oom(?:$|[^a-zA-Z])|[oO]om[-_ ]?[kK]ill|[oO]ut[-_ ]?[oO]f[-_ ]?[mM]emory/,
    not: /^(Node|Host)/,
  },
  { kind: 'restart-spike', name: /restart|crash[-_ ]?loop|flapping/i, not: OF_MACHINES },
  {
    kind: 'memory-forecast',
    name: /(memory|rss).*(predict|forecast|exhaust|will ?(reach|run)|grow|leak)|(predict|forecast).*(memory|rss)/i,
    not: OF_MACHINES,
  },
  {
    kind: 'memory-near-limit',
    name: /(memory|working[-_ ]?set|rss).*(near|close to|limit|quota|high|usage|utili[sz]ation|saturat|pressure|exceed)|high.*(memory|rss)/i,
    not: OF_MACHINES,
  },
];

/** Decides what an alert is about; undefined for one that Leakbot has no business with. */
export type KindOf = (alert: {
  readonly labels: Labels;
  readonly annotations?: Labels | undefined;
}) => AlertKind | undefined;

/**
 * A label or annotation `leakbot: <kind> | ignore` decides for itself, then the operator's rules in their order, then
 * the reason of a container's state, then the names above.
 */
export function kindsBy(rules: readonly AlertRule[]): KindOf {
  const own = rules.map(({ outcome, match }) => ({ outcome, fits: matching(match) }));
  return ({ labels, annotations = {} }) => {
    const wish = RULE_OUTCOMES.find((each) => each === (labels['leakbot'] ?? annotations['leakbot']));
    const outcome = wish ?? own.find(({ fits }) => fits(labels))?.outcome ?? byName(labels);
    return outcome === 'ignore' ? undefined : outcome;
  };
}

export const alertKind: KindOf = kindsBy([]);

function byName({ alertname = '', reason }: Labels): AlertKind | undefined {
  if (reason === 'OOMKilled') return 'oom-kill';
  const named = NAMED_RULES.find(({ name, not }) => name.test(alertname) && not?.test(alertname) !== true);
  return named?.kind ?? (reason === 'CrashLoopBackOff' ? 'restart-spike' : undefined);
}
