import { assertNever } from '../foundation/assert-never.ts';
import { type NetworkCause, networkFix } from '../foundation/network-failure.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { FetchFailure } from './fetch-failure.ts';
import type { Withheld } from './profile-access.ts';

/** What the collector reads of a process. */
export type Part = 'metrics' | 'heap' | 'goroutine' | 'histogram';

/** Why a visit brought nothing. */
export type VisitFailure =
  | FetchFailure
  | { readonly kind: 'refused'; readonly status: number; readonly withheld?: Withheld | undefined }
  | { readonly kind: 'redirected'; readonly to: string | undefined }
  | { readonly kind: 'unreadable'; readonly looksLike: 'a web page' | 'text' | 'an empty answer' | 'a damaged file' };

/** A failure in words for the person who can fix it. */
export interface Fault {
  readonly missing: string;
  readonly fix: string;
}

const WHAT: Readonly<Record<Part, string>> = {
  metrics: 'metrics',
  heap: 'heap profile',
  goroutine: 'goroutine profile',
  histogram: 'class histogram',
};

const SETTINGS: Readonly<Record<Part, string>> = {
  metrics: 'targets and metricsPath',
  heap: 'pprofPath and pprofPort',
  goroutine: 'pprofPath and pprofPort',
  histogram: 'classHistogram.path and pprofPort',
};

/** Says what is missing because of a failure, and what to set or change so that it is there next time. */
export function faultOf(part: Part, url: string, failure: VisitFailure): Fault {
  const what = WHAT[part];
  const settings = SETTINGS[part];
  const of = (why: string, fix: string): Fault => ({ missing: `No ${what} from ${url}: ${why}.`, fix });
  switch (failure.kind) {
    case 'timeout':
      return of(
        `no answer within ${formatDuration(failure.after)}`,
        'Usually a network policy or firewall drops the connection: allow Leakbot to reach that port. Otherwise the process is too busy to answer.',
      );
    case 'unreachable':
      return of(failure.detail, unreachableFix(part, failure.cause, settings));
    case 'cut-off':
      return of(
        `the connection ended in the middle of the answer (${failure.detail})`,
        'The process may have died or restarted just then, or its server’s WriteTimeout is too short for a profile.',
      );
    case 'too-large':
      return of(
        `the answer is larger than ${formatBytes(failure.limit)}`,
        part === 'metrics'
          ? 'Let the service expose fewer series at that path, or point metricsPath at a smaller page.'
          : 'Nothing sensible is that large: check that the address serves pprof and nothing else.',
      );
    case 'redirected':
      return of(
        `it redirects to ${failure.to ?? 'another address'}`,
        `Redirects are not followed. Set ${settings} in leakbot.yaml to the address that answers itself.`,
      );
    case 'refused':
      return of(`it answered ${failure.status}`, refusedFix(part, failure, settings));
    case 'unreadable':
      return of(
        `it answered with ${failure.looksLike} instead`,
        `Check ${settings} in leakbot.yaml: another server, or a proxy in between, answers there.`,
      );
    default:
      return assertNever(failure);
  }
}

function unreachableFix(part: Part, cause: NetworkCause, settings: string): string {
  if (cause === 'no-such-host')
    return 'Correct the host name in targets in leakbot.yaml, or the DNS that Leakbot uses.';
  if (cause === 'certificate-not-trusted') {
    return 'Give Leakbot the authority that signed the certificate: pprofTls.ca in leakbot.yaml, or NODE_EXTRA_CA_CERTS.';
  }
  const fix = networkFix(cause);
  if (fix !== undefined) return `${capitalised(fix)}.`;
  return part === 'metrics'
    ? `Check ${settings} in leakbot.yaml, and that the process listens on the pod’s address, not only on localhost.`
    : `pprof is often bound to localhost inside the pod, or to a port of its own: let it listen on the pod’s address, and set ${settings} in leakbot.yaml.`;
}

const WITHHELD_FIX: Readonly<Record<Withheld, string>> = {
  'other-namespace':
    'pprofAuth goes only to the namespace of the service: set namespace in leakbot.yaml, or name the process in targets.',
  'plain-http':
    'pprofAuth is not sent unencrypted to a host that targets does not name: serve pprof over https (pprofTls), or set pprofAuth.plainHttp.',
};

function refusedFix(
  part: Part,
  { status, withheld }: { readonly status: number; readonly withheld?: Withheld | undefined },
  settings: string,
): string {
  if (status === 401 || status === 403 || status === 407) {
    if (withheld !== undefined) return WITHHELD_FIX[withheld];
    return part === 'metrics'
      ? 'Let Leakbot read that path without credentials, e.g. in the service’s network policy.'
      : 'Set pprofAuth of the service in leakbot.yaml; if metrics answer without credentials, pprof may belong on a port of its own (pprofPort).';
  }
  if (status === 404 || status === 405) {
    if (part === 'histogram')
      return `Start the agent with histogram=on (manifest/jvm), or set ${settings} in leakbot.yaml.`;
    return part === 'metrics'
      ? 'Set metricsPath of the service in leakbot.yaml to where it exposes Prometheus metrics.'
      : `Import net/http/pprof in the service and serve it, or set ${settings} in leakbot.yaml to where it is served.`;
  }
  if (status === 429 || status === 503)
    return 'The process or a proxy before it is overloaded; Leakbot tries again, more seldom.';
  return 'See the service’s own log for that request.';
}
