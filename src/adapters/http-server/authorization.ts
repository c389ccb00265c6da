import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whether a request carries the token, as a bearer token or as the password of basic authentication. */
export function authorized(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer') return equal(credentials, token);
  if (scheme.toLowerCase() !== 'basic') return false;
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  return equal(decoded.slice(decoded.indexOf(':') + 1), token);
}

/** In a time that tells nothing of where the two differ, nor of how long the token is. */
function equal(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
