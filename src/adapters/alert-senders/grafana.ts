import type { Clock } from '../../foundation/clock.ts';
import type { SenderDesk } from '../../investigation/sender-notes.ts';
import { callSender } from './call.ts';

interface GrafanaSettings {
  /** `https://grafana.example.com` */
  readonly url: string;
  /** Of a service account that may write annotations. */
  readonly token: string;
  readonly clock: Clock;
}

/** Annotations, by Grafana's HTTP API: https://grafana.com/docs/grafana/latest/developers/http_api/annotations/ */
export function grafanaDesk({ url, token, clock }: GrafanaSettings): SenderDesk {
  const base = `${url.replace(/\/+$/, '')}/api/annotations`;
  const headers = { authorization: `Bearer ${token}` };
  return {
    async note(subject, { text, mark, attempted }) {
      const [dashboardUID = '', panel = ''] = subject.split('/');
      const tags = ['leakbot', mark];
      if (attempted) {
        const query = new URLSearchParams(tags.map((tag): [string, string] => ['tags', tag]));
        const found = await callSender({ method: 'GET', url: `${base}?${query.toString()}`, headers, name: 'Grafana' });
        if (Array.isArray(found) && found.length > 0) return;
      }
      const place = {
        ...(dashboardUID === '' ? {} : { dashboardUID }),
        ...(panel === '' ? {} : { panelId: Number(panel) }),
      };
      await callSender({
        method: 'POST',
        url: base,
        headers,
        body: { ...place, time: clock.now(), tags, text },
        name: 'Grafana',
      });
    },
  };
}
