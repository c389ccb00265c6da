import { tokenAuthorization } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertFrom } from '../notice.ts';
import { oneByOne } from '../one-by-one.ts';
import type { AlertSender, Reading, ReadingMeans } from '../sender.ts';
import { WEBHOOK_TOKEN } from '../sender-settings.ts';
import { noticeOf } from './notice.ts';
import { readAlertmanagerPost } from './post.ts';
import { alertSchema, webhookSchema } from './schema.ts';

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
  readPost: readAlertmanagerPost,
} satisfies AlertSender;

async function read(body: Uint8Array, { kindOf, turns }: ReadingMeans): Promise<Reading> {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = webhookSchema.safeParse(json.value);
  if (!parsed.success) return notOne(schemaProblem(parsed.error.issues));
  const call = { raw: parsed.data.alerts, leftOut: parsed.data.truncatedAlerts, turns };
  const origin = parsed.data.externalURL;
  return oneByOne(call, (raw, index) => {
    const alert = alertSchema.safeParse(raw);
    if (!alert.success) return notOne(schemaProblem(alert.error.issues, ['alerts', index]));
    return { kind: 'alert', alert: alertFrom(NAME, { ...noticeOf(alert.data), origin }, kindOf) };
  });
}

function notOne(problem: string) {
  return { kind: 'fault', problem: `not an Alertmanager webhook (version 4): ${problem}` } as const;
}
