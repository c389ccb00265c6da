import type { CodeApi, CodeReading } from '../../service/hosts/host.ts';
import type { HostKind } from '../../service/hosts/hosts.ts';

/** A token and the host it belongs to. */
export interface HostToken {
  readonly kind: HostKind;
  readonly code: CodeReading;
  /** The base of the host's pages: `https://github.com`. */
  readonly base: string;
  readonly token: string;
}

/** What messages say of a host that is asked. */
export interface HostWords {
  /** `GitHub at https://github.com` */
  readonly name: string;
  /** `GITHUB_TOKEN` */
  readonly setting: string;
  /** What the token must be allowed to do. */
  readonly rights: string;
}

export function wordsOf(code: CodeReading, { name }: CodeApi): HostWords {
  return { name, setting: code.token.name, rights: code.rights };
}
