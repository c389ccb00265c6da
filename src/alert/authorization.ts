import { createHash, timingSafeEqual } from 'node:crypto';

/** A secret that senders of alerts are recognised by, given as an environment variable or as `NAME_FILE`. */
export interface SenderSetting {
  readonly name: string;
  /** The comment above it in `.env.example`. */
  readonly comment: string;
}

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
  admit(headers: Headers): Admission;
}

/** The secret that every sender presents which cannot sign. */
export const WEBHOOK_TOKEN: SenderSetting = {
  name: 'LEAKBOT_WEBHOOK_TOKEN',
  comment: 'What alert senders must present, as bearer token or basic-auth password; not needed on 127.0.0.1',
};

/** The token as a bearer token or as the password of basic authentication; without a token every call is admitted. */
export function tokenAuthorization(secretOf: SecretOf): Authorization {
  const token = secretOf(WEBHOOK_TOKEN.name);
  if (token === undefined) return { requires: undefined, admit: () => ({ kind: 'admitted' }) };
  return {
    requires: `${WEBHOOK_TOKEN.name} as a bearer token or as the password of basic authentication`,
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
