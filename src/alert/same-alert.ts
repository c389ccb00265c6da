import type { Alert } from './alert.ts';

/**
 * Whether a message and a webhook's alert are one alert of one sender: by the sender's own name for it where both have it,
 * else by what the message says. Its title holds values of labels, which the webhook's alert must all have; where both say
 * which of several senders they come from, it must be the same one.
 */
export function isSameAlert(posted: Alert, called: Alert): boolean {
  if (posted.source !== called.source) return false;
  if (posted.fingerprint === called.fingerprint) return true;
  if (posted.origin !== undefined && called.origin !== undefined && !sameAddress(posted.origin, called.origin)) {
    return false;
  }
  const values = posted.post?.values ?? [];
  // A title that a team wrote holds none; then the alert's name and its pod say which it is.
  if (values.length === 0) return posted.name === called.name && samePod(posted, called);
  const words = new Set(Object.values(called.labels).flatMap((value) => value.split(/\s+/)));
  return values.every((value) => words.has(value));
}

function samePod(posted: Alert, called: Alert): boolean {
  return posted.subject.pod !== undefined && posted.subject.pod === called.subject.pod;
}

function sameAddress(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}
