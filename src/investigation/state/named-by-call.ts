import { type Service, workloadKey } from '../../service/service.ts';
import type { AlertsHeard } from './alerts.ts';
import type { Transition } from './effect.ts';
import { currentSteps, type Investigation } from './investigation.ts';
import { begin } from './opening.ts';
import { LEAKBOT } from './person.ts';
import { lookAgain } from './wishes.ts';

/**
 * Answers the question which service it is; and where a thread began with no more than what could be read in a message, the
 * labels of the webhook's alert that joins it say what is looked at. Of a report that is there already they say whose it is.
 */
export function named(before: Investigation, { investigation, effects }: Transition, heard: AlertsHeard): Transition {
  const { named: news, at } = heard;
  if (news === undefined) return { investigation, effects };
  const { service, anyContainer } = news;
  if (investigation.status === 'needs-service') {
    const { unknown: _, ...known } = investigation;
    const begun: Investigation = { ...known, service, runtime: service.runtime ?? 'unknown', anyContainer };
    return begin({ investigation: begun, effects: [...effects, { kind: 'show', slot: 'root' }] });
  }
  if (!(news.byLabels && knowsLess(before, service))) return { investigation, effects };
  const [first] = currentSteps(investigation);
  if (investigation.status !== 'asking' || first === undefined || first.status === 'superseded') {
    return { investigation: { ...investigation, openedFor: service.workload }, effects };
  }
  const { openedFor: _, overview: __, pod: ___, ...rest } = investigation;
  const narrowed = { ...rest, service, runtime: service.runtime ?? rest.runtime, anyContainer };
  const again = lookAgain(narrowed, first, { because: 'the labels of the alert’s webhook', by: LEAKBOT, at });
  return { ...again, effects: [...effects, { kind: 'show', slot: 'root' }, ...again.effects] };
}

/** Whether all that is known of the service was read in a message. */
function knowsLess({ trigger, alerts, service, openedFor }: Investigation, named: Service): boolean {
  if (trigger.kind !== 'alert' || service === undefined || alerts.length === 0) return false;
  const known = openedFor ?? service.workload;
  const { namespace = known.namespace, cluster = known.cluster } = named.workload;
  const whole = namespace === named.workload.namespace && cluster === named.workload.cluster;
  const other = workloadKey(known) !== workloadKey(named.workload);
  return whole && other && alerts.every(({ posted }) => posted === true);
}
