import { type SecretOf, type Signature, signatureAuthorization } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { alertFrom, type Notice } from '../notice.ts';
import type { KindOf } from '../rules.ts';
import type { AlertSender, Reading, ReadingMeans } from '../sender.ts';
import { PAGERDUTY_SECRET, WEBHOOK_TOKEN } from '../sender-settings.ts';
import { labelsWithTitle, nameByKind, namesInTitle } from '../title.ts';
import { readPagerDutyPost } from './post.ts';
import { isProse } from './prose.ts';
import { eventSchema, incidentSchema, type PagerDutyIncident } from './schema.ts';

const NAME = 'pagerduty';

/** `v1=<hex>,v1=<hex>`: one for each secret in use while they are exchanged. */
const SIGNATURE: Signature = {
  setting: PAGERDUTY_SECRET,
  header: 'x-pagerduty-signature',
  digestsIn: (header) =>
    header
      .split(',')
      .map((each) => each.trim())
      .flatMap((each) => (each.startsWith('v1=') ? [each.slice('v1='.length)] : [])),
};

/** What an event makes of its incident; all others change nothing for Leakbot. */
const STATUS: Readonly<Record<string, Notice['status']>> = {
  'incident.triggered': 'firing',
  'incident.reopened': 'firing',
  'incident.resolved': 'resolved',
};

/** PagerDuty, V3 webhook subscriptions. An incident has no labels: what its title says counts. */
export const pagerduty = {
  name: NAME,
  title: 'PagerDuty',
  path: '/webhooks/pagerduty',
  settings: [WEBHOOK_TOKEN, PAGERDUTY_SECRET],
  setUp: 'Make a V3 webhook subscription for the events of incidents (manifest/README.md, PagerDuty).',
  authorization: (secretOf: SecretOf) => signatureAuthorization(SIGNATURE, secretOf),
  read,
  readPost: readPagerDutyPost,
} satisfies AlertSender;

const NOTHING = { kind: 'alerts', alerts: [], ignored: 0, truncated: 0 } as const;

function read(body: Uint8Array, { kindOf }: ReadingMeans): Reading {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = eventSchema.safeParse(json.value);
  if (!parsed.success) return notOne(parsed.error.issues);
  const { event_type: type, data, occurred_at: at } = parsed.data.event;
  if (type === 'pagey.ping') return { ...NOTHING, test: true };
  const status = Object.hasOwn(STATUS, type) ? STATUS[type] : undefined;
  if (status === undefined) return { ...NOTHING, ignored: 1 };
  const incident = incidentSchema.safeParse(data);
  if (!incident.success)
    return notOne(incident.error.issues.map((issue) => ({ ...issue, path: ['event', 'data', ...issue.path] })));
  const startsAt = type === 'incident.reopened' ? at : (incident.data.created_at ?? at);
  const alert = alertFrom(NAME, noticeOf(incident.data, { status, startsAt, at, kindOf }), kindOf);
  return alert === undefined ? { ...NOTHING, ignored: 1 } : { ...NOTHING, alerts: [alert] };
}

/** What the event says of its incident. */
interface OfIncident {
  readonly status: Notice['status'];
  readonly startsAt: string;
  readonly at: string;
  readonly kindOf: KindOf;
}

function noticeOf(
  { id, title, html_url: url, service }: PagerDutyIncident,
  { status, startsAt, at, kindOf }: OfIncident,
): Notice {
  const read = labelsWithTitle(title);
  const labels = Object.keys(read).length === 0 ? serviceLabel(service?.summary) : read;
  return {
    id: `${NAME}:${id}`,
    status,
    name: nameByKind(namesInTitle(title, labels), labels, kindOf),
    prose: isProse(title, read),
    labels,
    summary: title,
    startsAt: Date.parse(startsAt),
    endsAt: Date.parse(at),
    url: url ?? undefined,
  };
}

/** A PagerDuty service is a team's on-call rota as often as a program: its name counts where it may be a program's. */
function serviceLabel(summary: string | null | undefined): Notice['labels'] {
  return summary != null && /^[a-z0-9][a-z0-9.-]*$/.test(summary) ? { service: summary } : {};
}

function notOne(issues: Parameters<typeof schemaProblem>[0]): Reading {
  return { kind: 'fault', problem: `not a PagerDuty webhook (V3): ${schemaProblem(issues)}` };
}
