import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../foundation/clock.ts';
import type { DeclaredSetting } from '../foundation/declared-setting.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { WEBHOOK_TOKEN } from './sender-settings.ts';

/** The value of a sender's setting; undefined when it is not set. */
export type SecretOf = (name: string) => string | undefined;

/** The headers of a request, by their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether a call may be read. A signature can be checked only once the body is there. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'signed'; readonly admits: (body: Uint8Array) => boolean };

export interface Authorization {
  /** What a call must present: `LEAKBOT_WEBHOOK_TOKEN as a bearer token …`; undefined when it is open to all. */
  readonly requires: string | undefined;
  /** Decides by the headers, so that a stranger's body is never read. */
  admit(headers: Headers, now: Instant): Admission;
}

/** The token as a bearer token or as the password of basic authentication; without a token every call is admitted. */
export function tokenAuthorization(secretOf: SecretOf, setting: DeclaredSetting = WEBHOOK_TOKEN): Authorization {
  const token = secretOf(setting.name);
  if (token === undefined) return { requires: undefined, admit: () => ({ kind: 'admitted' }) };
  return {
    requires: `${setting.name} as a bearer token or as the password of basic authentication`,
    admit: (headers) => ({
      kind: presentedToken(headers).some((given) => equal(given, token)) ? 'admitted' : 'refused',
    }),
  };
}

function presentedToken({ authorization }: Headers): readonly string[] {
  const [scheme = '', credentials = ''] = typeof authorization === 'string' ? authorization.split(/\s+/, 2) : [];
  if (scheme.toLowerCase() === 'bearer') return [credentials];
  if (scheme.toLowerCase() !== 'basic') return [];
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  return [decoded.slice(decoded.indexOf(':') + 1)];
}

/** Takes the same time wherever the two differ, and whatever their lengths are. */
function equal(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** How a sender signs its calls. */
export interface Signature {
  readonly setting: DeclaredSetting;
  /** The header, in lower case. */
  readonly header: string;
  /** The hexadecimal digests that a header's value presents. */
  digestsIn(header: string): readonly string[];
  /** The header with the time of signing in seconds, in lower case, where the sender can be set up to send one. */
  readonly timeHeader?: string | undefined;
}

/** A signed call that took longer than this, or comes from a clock further ahead, may be a recording of one. */
const SIGNED_WITHIN: Milliseconds = 5 * MINUTE;

/** HMAC-SHA256 over the raw body, by one of the keys in the setting; the webhook token where there is no key. */
export function signatureAuthorization(signature: Signature, secretOf: SecretOf): Authorization {
  const keys = (secretOf(signature.setting.name) ?? '').split(/[\s,]+/).filter((key) => key !== '');
  if (keys.length === 0) return tokenAuthorization(secretOf);
  return {
    requires: `a signature by ${signature.setting.name}`,
    admit(headers, now) {
      const presented = headers[signature.header];
      const digests = typeof presented === 'string' ? signature.digestsIn(presented) : [];
      if (digests.length === 0) return { kind: 'refused' };
      const time = signature.timeHeader === undefined ? undefined : headers[signature.timeHeader];
      if (time !== undefined && !isRecent(time, now)) return { kind: 'refused' };
      return {
        kind: 'signed',
        admits: (body) => keys.some((key) => digests.some((given) => equal(given, digestOf(body, key, time)))),
      };
    },
  };
}

function isRecent(time: string | readonly string[], now: Instant): boolean {
  return /^\d{1,12}$/.test(String(time)) && Math.abs(now - Number(time) * 1000) <= SIGNED_WITHIN;
}

function digestOf(body: Uint8Array, key: string, time: string | readonly string[] | undefined): string {
  const hmac = createHmac('sha256', key);
  if (time !== undefined) hmac.update(`${String(time)}:`);
  return hmac.update(body).digest('hex');
}
