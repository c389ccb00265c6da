import { InvalidInputError } from '../../foundation/errors.ts';
import type { Alert } from '../alert.ts';
import { alertKind } from '../kind.ts';
import { subjectOf } from '../subject.ts';
import { type AlertmanagerAlert, webhookSchema } from './schema.ts';

/** The alerts of a webhook call that are Leakbot's business, and how many were not. */
export interface ReadWebhook {
  readonly alerts: readonly Alert[];
  readonly ignored: number;
  /** Alerts that Alertmanager left out of the call because there were too many. */
  readonly truncated: number;
}

/** Reads Alertmanager's webhook (version 4). Throws InvalidInputError that names every fault by its path. */
export function fromAlertmanager(body: unknown): ReadWebhook {
  const parsed = webhookSchema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues
      .slice(0, 10)
      .map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
    throw new InvalidInputError(`not an Alertmanager webhook (version 4): ${faults.join('; ')}`);
  }
  const alerts = parsed.data.alerts.map(alertOf).filter((alert) => alert !== undefined);
  return { alerts, ignored: parsed.data.alerts.length - alerts.length, truncated: parsed.data.truncatedAlerts };
}

function alertOf(raw: AlertmanagerAlert): Alert | undefined {
  const kind = alertKind(raw.labels, raw.annotations);
  if (kind === undefined) return undefined;
  return {
    source: 'alertmanager',
    // Alertmanager's own fingerprint is of the labels; older senders leave it out.
    fingerprint: raw.fingerprint ?? JSON.stringify(Object.entries(raw.labels).sort(([a], [b]) => (a < b ? -1 : 1))),
    kind,
    status: raw.status,
    name: raw.labels['alertname'] ?? 'Memory alert',
    subject: subjectOf(raw.labels),
    summary: raw.annotations['summary'] ?? raw.annotations['message'] ?? raw.annotations['description'],
    startsAt: Date.parse(raw.startsAt),
    endsAt: raw.status === 'resolved' && raw.endsAt !== undefined ? Date.parse(raw.endsAt) : undefined,
    url: raw.generatorURL === '' ? undefined : raw.generatorURL,
    labels: raw.labels,
  };
}
