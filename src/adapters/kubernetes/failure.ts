import { UnavailableError } from '../../foundation/errors.ts';
import { networkFailure, networkFix } from '../../foundation/network-failure.ts';

/**
 * What went wrong with the pods of a namespace (empty: of the whole cluster) in a sentence, with what to do. Without the cause:
 * the client's own message is a page of headers.
 */
export function unavailable(error: unknown, namespace: string): UnavailableError {
  return new UnavailableError(`the API of Kubernetes ${problemOf(error, namespace)}`, { retryable: true });
}

const AUTHORITY = "let certificate-authority-data of the cluster in KUBECONFIG be its authority's";

/** Whether the server no longer knows the moment from which it was asked to go on. */
export function isGone(error: unknown): boolean {
  return statusOf(error) === 410;
}

/** A status that the server sent in the middle of a stream. */
export class StreamedStatus extends Error {
  readonly code: number | undefined;
  constructor(code: number | undefined) {
    super('the stream ended with a status');
    this.code = code;
  }
}

/** The server has said nothing for longer than it was asked to. */
export class NoAnswer extends Error {}

function problemOf(error: unknown, namespace: string): string {
  const status = statusOf(error);
  const pods = namespace === '' ? 'pods of the whole cluster' : `pods of the namespace ${namespace}`;
  if (status === 401) {
    return 'does not know who asks (401): the token or certificate is no longer valid, or of another cluster; renew it in KUBECONFIG, or look whether the service account is still there';
  }
  if (status === 403)
    return `refuses the ${pods} (403): the service account needs list and watch of pods ${right(namespace)}`;
  if (status !== undefined) return `answered ${status} when asked for ${pods}`;
  if (error instanceof NoAnswer) return 'does not answer any more: check that it runs, and the network';
  const { cause, says } = networkFailure(error);
  // With an authority of the cluster's own, those that Node.js knows do not count.
  const fix = cause === 'certificate-not-trusted' ? AUTHORITY : networkFix(cause);
  return `is unreachable: ${says}; ${fix ?? 'check KUBECONFIG and the network'}`;
}

function right(namespace: string): string {
  return namespace === ''
    ? "everywhere (a ClusterRole, the chart's kubernetes.enabled); or name namespaces (kubernetes.namespaces)"
    : "there (a Role, the chart's kubernetes.namespaces)";
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
