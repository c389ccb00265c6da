import { type AlertsOf, alertCount } from './alerts.ts';

/** Alerts that one kill counts as: more than a body of 8 MiB holds. */
const A_KILL = 1_000_000;

/** How bad it is: kills count more than any number of other alerts. */
export function severityOf(subject: Pick<AlertsOf, 'alerts' | 'unlisted'>): number {
  return severityOfAlerts(subject.alerts) + alertCount(subject) - subject.alerts.length;
}

/** Of alerts that no investigation has yet. */
export function severityOfAlerts(alerts: readonly { readonly kind: string }[]): number {
  return A_KILL * alerts.filter(({ kind }) => kind === 'oom-kill').length + alerts.length;
}
