import type { Notice } from '../notice.ts';
import type { AlertmanagerAlert } from './schema.ts';

/** An alert as Alertmanager, and Grafana after it, writes it. */
export function noticeOf(raw: AlertmanagerAlert): Notice {
  const { labels, annotations } = raw;
  return {
    // Alertmanager's own fingerprint is of the labels; older senders leave it out.
    id: raw.fingerprint || JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
    status: raw.status,
    name: labels['alertname'] || 'Memory alert',
    labels,
    annotations,
    summary: annotations['summary'] ?? annotations['message'] ?? annotations['description'],
    startsAt: Date.parse(raw.startsAt),
    endsAt: raw.endsAt === undefined ? undefined : Date.parse(raw.endsAt),
    url: raw.generatorURL,
  };
}
