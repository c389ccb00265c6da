import type { Alert } from '../alert.ts';
import { tokenAuthorization, WEBHOOK_TOKEN } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertKind } from '../kind.ts';
import type { AlertSender, Reading } from '../sender.ts';
import { subjectOf } from '../subject.ts';
import { type AlertmanagerAlert, webhookSchema } from './schema.ts';

const NAME = 'alertmanager';

/** Prometheus' Alertmanager: its webhook, version 4. */
export const alertmanager: AlertSender = {
  name: NAME,
  title: 'Alertmanager',
  path: '/webhooks/alertmanager',
  settings: [WEBHOOK_TOKEN],
  setUp: 'Merge manifest/alertmanager/leakbot-receiver.yaml into alertmanager.yml.',
  authorization: tokenAuthorization,
  read,
};

function read(body: Uint8Array): Reading {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = webhookSchema.safeParse(json.value);
  if (!parsed.success) {
    return { kind: 'fault', problem: `not an Alertmanager webhook (version 4): ${schemaProblem(parsed.error.issues)}` };
  }
  const alerts = parsed.data.alerts.map(alertOf).filter((alert) => alert !== undefined);
  const ignored = parsed.data.alerts.length - alerts.length;
  return { kind: 'alerts', alerts, ignored, truncated: parsed.data.truncatedAlerts };
}

function alertOf(raw: AlertmanagerAlert): Alert | undefined {
  const kind = alertKind(raw.labels, raw.annotations);
  if (kind === undefined) return undefined;
  return {
    source: NAME,
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
