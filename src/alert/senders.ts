import { alertmanager } from './alertmanager/alertmanager.ts';
import { datadog } from './datadog/datadog.ts';
import { genericSender } from './generic/generic.ts';
import type { WebhookMapping } from './generic/mapping.ts';
import { READY_MAPPINGS } from './generic/ready-mappings.ts';
import { grafana } from './grafana/grafana.ts';
import { opsgenie } from './opsgenie/opsgenie.ts';
import { pagerduty } from './pagerduty/pagerduty.ts';
import type { PostReader } from './post-reader.ts';
import { robusta } from './robusta/robusta.ts';
import type { AlertSender } from './sender.ts';

/** Every program whose own format Leakbot reads. A new one is a folder beside this file and a line here. */
export const ALERT_SENDERS: readonly AlertSender[] = [alertmanager, grafana, pagerduty, datadog];

/** Every program whose own messages in Slack Leakbot recognises. */
export const POST_READERS: readonly PostReader[] = [
  ...ALERT_SENDERS.flatMap(({ name, title, readPost: read }) => (read === undefined ? [] : [{ name, title, read }])),
  opsgenie,
  robusta,
];

/** Those, the ready mappings, and the operator's own, which replace a ready one of the same name. */
export function alertSenders(mappings: readonly WebhookMapping[]): readonly AlertSender[] {
  const own = new Set(mappings.map(({ name }) => name));
  return [
    ...ALERT_SENDERS,
    ...READY_MAPPINGS.filter(({ name }) => !own.has(name)).map((mapping) =>
      genericSender(mapping, { title: mapping.senderTitle, setUp: mapping.setUp }),
    ),
    ...mappings.map((mapping) =>
      genericSender(mapping, { title: mapping.name, setUp: 'Its mapping is one of webhooks in leakbot.yaml.' }),
    ),
  ];
}
