import type { SenderDesk } from '../../investigation/sender-notes.ts';
import { callSender } from './call.ts';

interface PagerDutySettings {
  readonly token: string;
  /** The e-mail address of the user in whose name a note stands: PagerDuty wants one with an account's token. */
  readonly from: string;
  readonly acknowledge: boolean;
  readonly url?: string | undefined;
}

/**
 * Notes and acknowledgements on incidents, by PagerDuty's REST API v2:
 * https://developer.pagerduty.com/api-reference/a1ac30885eb7a-create-a-note-on-an-incident
 */
export function pagerDutyDesk({
  token,
  from,
  acknowledge,
  url = 'https://api.pagerduty.com',
}: PagerDutySettings): SenderDesk {
  const headers = { authorization: `Token token=${token}`, accept: 'application/vnd.pagerduty+json;version=2', from };
  const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
    callSender({ method, url: `${url}${path}`, headers, body, name: 'PagerDuty' });
  return {
    async note(incident, { text, mark, attempted }) {
      const notes = `/incidents/${incident}/notes`;
      if (attempted && JSON.stringify(await call('GET', notes)).includes(mark)) return;
      await call('POST', notes, { note: { content: text } });
    },
    ...(acknowledge
      ? {
          async acknowledge(incident: string) {
            const wanted = { incident: { type: 'incident_reference', status: 'acknowledged' } };
            await call('PUT', `/incidents/${incident}`, wanted);
          },
        }
      : {}),
  };
}
