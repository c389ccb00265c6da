import type { FetchFailure } from '../../collection/fetch-failure.ts';
import type { Gap } from '../../diagnosis/finding.ts';
import type { Instant } from '../../foundation/clock.ts';
import { networkFix } from '../../foundation/network-failure.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatDuration, MINUTE, SECOND } from '../../measurement/duration.ts';
import { capitalised } from '../../measurement/sentence.ts';
import { formatClock } from '../../measurement/time.ts';
import type { Answer } from '../http-client/bounded-get.ts';
import type { HostWords } from './host-token.ts';

/** Why no code is shown, when the host brought no answer at all. */
export function failureGap(host: HostWords, what: string, failure: FetchFailure): Gap {
  switch (failure.kind) {
    case 'timeout':
      return gap(
        `${host.name} did not answer within ${formatDuration(failure.after)}`,
        `Check that Leakbot reaches ${host.name}.`,
      );
    case 'unreachable':
      return gap(
        `${host.name} cannot be reached: ${failure.detail}`,
        `${capitalised(networkFix(failure.cause) ?? 'check the network and HTTPS_PROXY')}.`,
      );
    case 'cut-off':
      return gap(`${host.name} broke off its answer: ${failure.detail}`, 'Choose “Look further” to try again.');
    case 'too-large':
      return gap(`${what} has more than ${formatBytes(failure.limit)}`, 'Follow its link.');
  }
}

/** For an answer that is neither a success, nor a 404, nor a limit of the rate. */
export function refusalGap(host: HostWords, what: string, status: number): Gap {
  if (!host.withToken && (status === 401 || status === 403))
    return gap(
      `${host.name} does not show ${what} without a token (${status})`,
      `Move its owner from code.publicOwners to code.owners in leakbot.yaml, and set ${host.setting}.`,
    );
  if (status === 401)
    return gap(
      `${host.name} does not know the token (401)`,
      `Write a valid token into ${host.setting}: it may have expired or been revoked.`,
    );
  if (status === 403)
    return gap(
      `the token may not read ${what} on ${host.name} (403)`,
      `Give the token in ${host.setting} the right to: ${host.rights}.`,
    );
  if (status >= 300 && status < 400)
    return gap(`${host.name} redirects in circles (${status})`, 'Set repository.url to where the repository is now.');
  return gap(
    `${host.name} answered ${status} when asked for ${what}`,
    `Check that ${host.name} works, then choose “Look further”.`,
  );
}

/** What a profile calls a file or a revision may be made to lead anywhere. */
export function outsideGap(host: HostWords, what: string): Gap {
  return gap(
    `${what.slice(0, 200)} is not the name of a file in a repository on ${host.name}`,
    'Check what the profile calls its files: this name leads out of the repository.',
  );
}

/** The token stays behind: it belongs to one host. */
export function redirectGap(host: HostWords, to: URL): Gap {
  return gap(
    `${host.name} redirects to ${to.origin}${to.pathname}, where the token does not belong`,
    'Set repository.url to where the repository is now.',
  );
}

export function limitGap(host: HostWords, until: Instant): Gap {
  return gap(
    `${host.name} limits how often it may be asked until ${formatClock(until)} UTC`,
    host.withToken
      ? `Choose “Look further” after that, or give ${host.setting} to Leakbot alone.`
      : `Choose “Look further” after that, or set ${host.setting} and move the owner to code.owners.`,
  );
}

/** A token shared with others may be refused for an hour; a header that asks for more is not believed. */
const LONGEST = 60 * MINUTE;
/** Where a limit is hit and no header says for how long. */
const WITHOUT_HEADER = MINUTE;

/**
 * Until when a host wants to be left alone, undefined when it does not: 429, or 403 with what GitHub says of its limits
 * (https://docs.github.com/rest, rate limits): `retry-after` in seconds, `x-ratelimit-reset` in seconds since the epoch.
 */
export function limitedUntil({ status, header }: Answer, now: Instant): Instant | undefined {
  const after = Number(header('retry-after') ?? Number.NaN) * SECOND;
  const used = header('x-ratelimit-remaining') === '0' || header('ratelimit-remaining') === '0';
  if (status !== 429 && !(status === 403 && (used || !Number.isNaN(after)))) return undefined;
  const reset = Number(header('x-ratelimit-reset') ?? header('ratelimit-reset') ?? Number.NaN) * SECOND - now;
  const wait = [after, reset].find((each) => Number.isFinite(each) && each > 0) ?? WITHOUT_HEADER;
  return now + Math.min(wait, LONGEST);
}

function gap(why: string, fix: string): Gap {
  return { missing: `The code is not shown: ${why}.`, fix };
}
