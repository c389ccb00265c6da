import type { Alert } from '../alert/alert.ts';
import { sharedBy } from '../alert/shared.ts';
import type { Service } from '../service/service.ts';
import type { AlertsHeard, NamedService } from './state/alerts.ts';
import type { IncidentAlert } from './state/investigation.ts';
import type { ReceivedAlert, Taken } from './store.ts';

/** What an investigation hears of alerts that were received. */
export function heardIn(received: readonly ReceivedAlert[]): Omit<AlertsHeard, 'kind'> {
  return {
    news: received.map(({ alert }) =>
      alert.status === 'firing'
        ? { kind: 'fired', alert: incidentAlert(alert) }
        : { kind: 'resolved', fingerprint: alert.fingerprint },
    ),
    // In the thread of a message with several workloads stands the first one's.
    messages: received.flatMap(({ alert: { status, post } }) =>
      status === 'firing' && post !== undefined && post.further === undefined ? [post] : [],
    ),
    leftOut: Math.max(0, ...received.map(({ alert }) => alert.leftOut ?? 0)),
    at: received.at(-1)?.receivedAt ?? 0,
  };
}

/** What they say of the service that they are about, which is known by now. */
export function namedBy(received: readonly ReceivedAlert[], service: Service | undefined): NamedService | undefined {
  if (service === undefined) return undefined;
  const called = received.find(({ alert }) => alert.post === undefined && alert.status === 'firing');
  const { alert } = called ?? received[0] ?? {};
  return { service, anyContainer: alert !== undefined && namesNoContainer(alert), byLabels: called !== undefined };
}

/** Whether an alert names a workload, but none of its containers. */
export function namesNoContainer({ subject: { workload } }: Alert): boolean {
  return workload !== undefined && workload.container === undefined;
}

export function takenBy(received: readonly ReceivedAlert[]): Taken & { readonly alerts: readonly number[] } {
  return { alerts: received.map(({ id }) => id) };
}

export function incidentAlert(alert: Alert): IncidentAlert {
  return {
    fingerprint: alert.fingerprint,
    name: alert.name,
    kind: alert.kind,
    pod: alert.subject.pod,
    summary: alert.summary,
    url: alert.url,
    startsAt: alert.startsAt,
    ...(alert.post === undefined ? {} : { posted: true as const }),
    ...sharedBy(alert.labels),
  };
}
