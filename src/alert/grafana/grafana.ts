import { noticeOf } from '../alertmanager/notice.ts';
import { type SecretOf, type Signature, signatureAuthorization } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertFrom } from '../notice.ts';
import { oneByOne } from '../one-by-one.ts';
import type { AlertSender, Reading, ReadingMeans } from '../sender.ts';
import { GRAFANA_SECRET, WEBHOOK_TOKEN } from '../sender-settings.ts';
import { readGrafanaPost } from './post.ts';
import { grafanaAlertSchema, grafanaSchema } from './schema.ts';

const NAME = 'grafana';

/**
 * The names that Grafana gives the signature by default and manifest/README.md gives its time: Grafana signs
 * `time:body` where the contact point has a timestamp header, else the body alone (Grafana 12.0 and later).
 */
const SIGNATURE: Signature = {
  setting: GRAFANA_SECRET,
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
  settings: [WEBHOOK_TOKEN, GRAFANA_SECRET],
  setUp: 'Add manifest/grafana/contact-point.yaml to the provisioning of Grafana.',
  authorization: (secretOf: SecretOf) => signatureAuthorization(SIGNATURE, secretOf),
  read,
  readPost: readGrafanaPost,
} satisfies AlertSender;

async function read(body: Uint8Array, { kindOf, turns }: ReadingMeans): Promise<Reading> {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = grafanaSchema.safeParse(json.value);
  if (!parsed.success) return notOne(schemaProblem(parsed.error.issues));
  let tests = 0;
  const call = { raw: parsed.data.alerts, leftOut: parsed.data.truncatedAlerts ?? 0, turns };
  const reading = await oneByOne(call, (raw, index) => {
    const alert = grafanaAlertSchema.safeParse(raw);
    if (!alert.success) return notOne(schemaProblem(alert.error.issues, ['alerts', index]));
    const notice = noticeOf(alert.data);
    const { panelURL, dashboardURL } = alert.data;
    const url = [panelURL, dashboardURL, notice.url].find((page) => page !== undefined && page !== '');
    if (alert.data.labels['alertname'] === TEST_ALERT) tests += 1;
    return { kind: 'alert', alert: alertFrom(NAME, { ...notice, id: `${NAME}:${notice.id}`, url }, kindOf) };
  });
  return reading.kind === 'alerts' && tests > 0 && tests === call.raw.length ? { ...reading, test: true } : reading;
}

function notOne(problem: string) {
  return { kind: 'fault', problem: `not a Grafana webhook (version 1): ${problem}` } as const;
}
