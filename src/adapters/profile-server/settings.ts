import type { Bytes } from '../../measurement/bytes.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { baseUrl, type Credentials, headersOf } from '../http-client/base-url.ts';
import type { RetryBounds } from '../http-client/retried.ts';

/** How to reach a profile server. */
export interface ProfileServerSettings extends Credentials {
  /** The base of its API: `http://pyroscope:4040`, `https://proxy/parca`. */
  readonly url: string;
  readonly timeout?: Milliseconds | undefined;
  readonly maxBytes?: Bytes | undefined;
  readonly retries?: RetryBounds | undefined;
}

/** The address to show, the headers to present oneself with. */
export function reachedBy(settings: ProfileServerSettings) {
  const { url, credentials } = baseUrl(settings.url);
  const { token, username, password, orgId } = settings;
  const given =
    token === undefined && username === undefined ? { ...credentials, orgId } : { token, username, password, orgId };
  return { url, shown: url.href.replace(/\/$/, ''), headers: headersOf(given) };
}
