import { tokenAuthorization } from '../authorization.ts';
import { jsonBody, schemaProblem } from '../json-body.ts';
import { labelsInTags, labelsInText } from '../labels-in-text.ts';
import { alertFrom, type Notice } from '../notice.ts';
import type { AlertSender, Reading, ReadingMeans } from '../sender.ts';
import { WEBHOOK_TOKEN } from '../sender-settings.ts';
import { groupId } from './group-id.ts';
import { readDatadogPost } from './post.ts';
import { type DatadogEvent, datadogSchema } from './schema.ts';
import { datadogStatus, readDatadogTitle } from './title.ts';

const NAME = 'datadog';

/** Datadog's webhooks integration: the user writes the payload, and manifest/ has the one to paste. */
export const datadog = {
  name: NAME,
  title: 'Datadog',
  path: '/webhooks/datadog',
  settings: [WEBHOOK_TOKEN],
  setUp:
    'Paste manifest/datadog/payload.json into a webhook of the Webhooks integration (manifest/README.md, Datadog).',
  authorization: tokenAuthorization,
  read,
  readPost: readDatadogPost,
} satisfies AlertSender;

const NOTHING = { kind: 'alerts', alerts: [], ignored: 0, truncated: 0 } as const;

function read(body: Uint8Array, { kindOf }: ReadingMeans): Reading {
  const json = jsonBody(body);
  if (json.kind === 'fault') return json;
  const parsed = datadogSchema.safeParse(json.value);
  if (!parsed.success) {
    return { kind: 'fault', problem: `not Leakbot's payload for Datadog: ${schemaProblem(parsed.error.issues)}` };
  }
  const event = parsed.data;
  if (readDatadogTitle(event.title).test) return { ...NOTHING, ignored: 1, test: true };
  const status = datadogStatus(event.transition);
  if (status === undefined) return { ...NOTHING, ignored: 1 };
  const startsAt = Number(event.date);
  if (!/^\d{12,14}$/.test(event.date)) {
    return { kind: 'fault', problem: "not Leakbot's payload for Datadog: date: must be $DATE, in milliseconds" };
  }
  const alert = alertFrom(NAME, noticeOf(event, status, startsAt), kindOf);
  return alert === undefined ? { ...NOTHING, ignored: 1 } : { ...NOTHING, alerts: [alert] };
}

function noticeOf(event: DatadogEvent, status: Notice['status'], at: number): Notice {
  const { id, cycle, alert, title, tags, scope, link } = event;
  // Where the payload does not name the monitor: a cycle is one group of it from its trigger to its recovery.
  const other = cycle === '' ? id : cycle;
  return {
    id: alert === '' ? `${NAME}:${other}` : groupId(alert, scope.split(',')),
    status,
    name: title,
    labels: { ...labelsInText(title), ...labelsInTags([...scope.split(','), ...tags.split(',')]) },
    startsAt: at,
    endsAt: at,
    url: link,
  };
}
