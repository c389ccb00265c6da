import { tokenAuthorization, WEBHOOK_TOKEN } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertFrom } from '../notice.ts';
import type { KindOf } from '../rules.ts';
import type { AlertSender, Reading } from '../sender.ts';
import { noticeOf } from './notice.ts';
import { webhookSchema } from './schema.ts';

const NAME = 'alertmanager';

/** Prometheus' Alertmanager: its webhook, version 4. https://prometheus.io/docs/alerting/latest/configuration/ */
export const alertmanager = {
  name: NAME,
  title: 'Alertmanager',
  path: '/webhooks/alertmanager',
  settings: [WEBHOOK_TOKEN],
  setUp: 'Merge manifest/alertmanager/leakbot-receiver.yaml into alertmanager.yml.',
  authorization: tokenAuthorization,
  read,
} satisfies AlertSender;

function read(body: Uint8Array, kindOf: KindOf): Reading {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = webhookSchema.safeParse(json.value);
  if (!parsed.success) {
    return { kind: 'fault', problem: `not an Alertmanager webhook (version 4): ${schemaProblem(parsed.error.issues)}` };
  }
  const notices = parsed.data.alerts.map(noticeOf);
  const alerts = notices.map((notice) => alertFrom(NAME, notice, kindOf)).filter((alert) => alert !== undefined);
  return {
    kind: 'alerts',
    alerts,
    ignored: notices.length - alerts.length,
    truncated: parsed.data.truncatedAlerts,
  };
}
