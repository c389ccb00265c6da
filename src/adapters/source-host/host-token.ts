import type { CodeApi, CodeReading } from '../../service/hosts/host.ts';
import type { HostKind } from '../../service/hosts/hosts.ts';

/** A host, and the token that belongs to it. */
export interface HostToken {
  readonly kind: HostKind;
  readonly code: CodeReading;
  /** The base of the host's pages: `https://github.com`. */
  readonly base: string;
  /** Absent where public code is read without one. */
  readonly token?: string | undefined;
}

/** What messages say of a host that is asked. */
export interface HostWords {
  /** `GitHub at https://github.com` */
  readonly name: string;
  /** `GITHUB_TOKEN` */
  readonly setting: string;
  /** What the token must be allowed to do. */
  readonly rights: string;
  /** Whether it is asked with the token. */
  readonly withToken: boolean;
}

export function wordsOf({ code, token }: HostToken, { name }: CodeApi): HostWords {
  return { name, setting: code.token.name, rights: code.rights, withToken: token !== undefined };
}
