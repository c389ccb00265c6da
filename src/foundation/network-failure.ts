import { explain } from './errors.ts';

/** Why a server could not be reached, as far as it decides what to do about it. */
export type NetworkCause =
  | 'no-such-host'
  | 'nothing-listens'
  | 'no-route'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-of-another-host'
  | 'certificate-not-trusted'
  | 'not-https'
  | 'ended'
  | 'other';

export interface NetworkFailure {
  readonly cause: NetworkCause;
  /** For people, with the code of the system or of OpenSSL that can be searched for. */
  readonly says: string;
}

interface Known {
  readonly cause: NetworkCause;
  readonly says: string;
}

const NOT_TRUSTED: Known = {
  cause: 'certificate-not-trusted',
  says: 'its certificate is signed by an authority that Leakbot does not know',
};

/** Codes of libuv (`errno.h`), of OpenSSL's verification (`X509_V_ERR_…` in Node's spelling) and of undici. */
const BY_CODE: Readonly<Record<string, Known>> = {
  ENOTFOUND: { cause: 'no-such-host', says: 'there is no host of that name' },
  EAI_AGAIN: { cause: 'no-such-host', says: 'the name server does not answer' },
  ECONNREFUSED: { cause: 'nothing-listens', says: 'nothing listens there' },
  EHOSTUNREACH: { cause: 'no-route', says: 'no route leads to that host' },
  ENETUNREACH: { cause: 'no-route', says: 'no route leads to that network' },
  ETIMEDOUT: { cause: 'no-route', says: 'the connection was not answered' },
  UND_ERR_CONNECT_TIMEOUT: { cause: 'no-route', says: 'the connection was not answered' },
  CERT_HAS_EXPIRED: { cause: 'certificate-expired', says: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { cause: 'certificate-not-yet-valid', says: 'its certificate is not valid yet' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    cause: 'certificate-of-another-host',
    says: 'its certificate is for another host name',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { cause: 'certificate-not-trusted', says: 'its certificate is signed by itself' },
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  ERR_SSL_WRONG_VERSION_NUMBER: { cause: 'not-https', says: 'it does not speak HTTPS' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { cause: 'not-https', says: 'it does not speak HTTPS' },
  EPROTO: { cause: 'not-https', says: 'it does not speak HTTPS' },
  ECONNRESET: { cause: 'ended', says: 'it ended the connection' },
  EPIPE: { cause: 'ended', says: 'it ended the connection' },
  UND_ERR_SOCKET: { cause: 'ended', says: 'it ended the connection' },
};

/** The Fetch standard has a list of ports that are never asked; undici gives no code. */
const BLOCKED_PORT: NetworkFailure = { cause: 'other', says: 'HTTP is never spoken at that port (bad port)' };

/** What to do about a cause, the same for every server; undefined where the address and the network are to be checked. */
const FIXES: Readonly<Partial<Record<NetworkCause, string>>> = {
  'certificate-expired': 'renew the certificate there',
  'certificate-not-yet-valid': 'compare the clocks of both machines',
  'certificate-of-another-host': 'use the host name that the certificate is for',
  'certificate-not-trusted':
    'let NODE_EXTRA_CA_CERTS name the file with the certificate of the authority, before Leakbot starts',
  'not-https': 'write http:// instead of https://, or another port',
};

/** The cause of an error of Node's or undici's `fetch`, a socket or TLS, wherever in its chain of causes it stands. */
export function networkFailure(error: unknown): NetworkFailure {
  for (const each of chain(error)) {
    const code = 'code' in each && typeof each.code === 'string' ? each.code : undefined;
    const known = code === undefined ? undefined : BY_CODE[code];
    if (known !== undefined) return { cause: known.cause, says: `${known.says} (${code})` };
  }
  const innermost = chain(error).at(-1);
  if (innermost?.message === 'bad port') return BLOCKED_PORT;
  return { cause: 'other', says: explain(innermost ?? error) };
}

/** What fixes a failure, whatever server it was; undefined where address and network are to be checked. */
export function networkFix(cause: NetworkCause): string | undefined {
  return FIXES[cause];
}

/** An error, its causes, and the errors of all addresses that were tried for one host name. */
function chain(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const tried = error instanceof AggregateError ? error.errors.flatMap(chain) : [];
  return [error, ...tried, ...chain(error.cause)];
}
