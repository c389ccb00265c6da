import type { Alert } from './alert.ts';

/** Where an alert is kept by its sender, and a finding can be written beside it. */
export interface SenderSubject {
  readonly sender: 'pagerduty' | 'grafana';
  /** The id of an incident; the dashboard and panel of a Grafana rule, `uid/2`, or `/` for one that has none. */
  readonly subject: string;
}

/** The subjects of alerts whose sender takes a note, each once. */
export function senderSubjects(alerts: readonly Pick<Alert, 'fingerprint' | 'url'>[]): readonly SenderSubject[] {
  const found = alerts.flatMap((alert) => subjectOf(alert) ?? []);
  return [...new Map(found.map((each) => [`${each.sender} ${each.subject}`, each])).values()];
}

function subjectOf({ fingerprint, url = '' }: Pick<Alert, 'fingerprint' | 'url'>): SenderSubject | undefined {
  const incident = /^pagerduty:([A-Z0-9]{5,20})$/.exec(fingerprint)?.[1];
  if (incident !== undefined) return { sender: 'pagerduty', subject: incident };
  if (!/^grafana:/.test(fingerprint)) return undefined;
  const dashboard = /\/d\/([\w-]{1,60})/.exec(url)?.[1] ?? '';
  const panel = /[?&]viewPanel=(?:panel-)?(\d{1,9})/.exec(url)?.[1] ?? '';
  return { sender: 'grafana', subject: `${dashboard}/${dashboard === '' ? '' : panel}` };
}
