import type { DeclaredSetting } from '../../foundation/declared-setting.ts';
import { noticeOf } from '../alertmanager/notice.ts';
import { type SecretOf, type Signature, signatureAuthorization, WEBHOOK_TOKEN } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertFrom } from '../notice.ts';
import type { KindOf } from '../rules.ts';
import type { AlertSender, Reading } from '../sender.ts';
import { grafanaSchema } from './schema.ts';

const NAME = 'grafana';

const SECRET: DeclaredSetting = {
  name: 'GRAFANA_WEBHOOK_SECRET',
  comment:
    'Verifies the HMAC signature of Grafana’s webhook contact point; without it Grafana presents the webhook token',
};

/**
 * The names that Grafana gives the signature by default and manifest/README.md gives its time: Grafana signs
 * `time:body` where the contact point has a timestamp header, else the body alone (Grafana 12.0 and later).
 */
const SIGNATURE: Signature = {
  setting: SECRET,
  header: 'x-grafana-alerting-signature',
  digestsIn: (header) => [header.trim()],
  timeHeader: 'x-grafana-alerting-timestamp',
};

/** The alert that the button *Test* of a contact point sends. */
const TEST_ALERT = 'TestAlert';

/** Grafana's own alerting. */
export const grafana = {
  name: NAME,
  title: 'Grafana',
  path: '/webhooks/grafana',
  settings: [WEBHOOK_TOKEN, SECRET],
  setUp: 'Add manifest/grafana/contact-point.yaml to the provisioning of Grafana.',
  authorization: (secretOf: SecretOf) => signatureAuthorization(SIGNATURE, secretOf),
  read,
} satisfies AlertSender;

function read(body: Uint8Array, kindOf: KindOf): Reading {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = grafanaSchema.safeParse(json.value);
  if (!parsed.success) {
    return { kind: 'fault', problem: `not a Grafana webhook (version 1): ${schemaProblem(parsed.error.issues)}` };
  }
  const raw = parsed.data.alerts;
  const alerts = raw
    .map((each) => {
      const notice = noticeOf(each);
      const url = [each.panelURL, each.dashboardURL, notice.url].find((page) => page !== undefined && page !== '');
      return alertFrom(NAME, { ...notice, id: `${NAME}:${notice.id}`, url }, kindOf);
    })
    .filter((alert) => alert !== undefined);
  return {
    kind: 'alerts',
    alerts,
    ignored: raw.length - alerts.length,
    truncated: parsed.data.truncatedAlerts ?? 0,
    ...(raw.length > 0 && raw.every(({ labels }) => labels['alertname'] === TEST_ALERT) ? { test: true } : {}),
  };
}
