import { azure } from './azure.ts';
import { bitbucket } from './bitbucket.ts';
import { bitbucketServer } from './bitbucket-server.ts';
import { gitea } from './gitea.ts';
import { github } from './github/github.ts';
import { gitlab } from './gitlab/gitlab.ts';
import type { CodeReading, RepositoryAddress, RepositoryHost } from './host.ts';

/**
 * Every kind of host, by the name that `repository.host` in leakbot.yaml has for it, in the order in which an address is
 * tried: what its path shows goes before what its name does. A new one is a file beside this one and a line here.
 */
const HOSTS = {
  azure,
  bitbucket,
  'bitbucket-server': bitbucketServer,
  gitlab,
  gitea,
  github,
} satisfies Readonly<Record<string, RepositoryHost>>;

export type HostKind = keyof typeof HOSTS;

export const HOST_KINDS = Object.keys(HOSTS) as readonly HostKind[];

export function hostOfKind(kind: HostKind): RepositoryHost {
  return HOSTS[kind];
}

/** The kind of host that an address shows; most private hosts of an unknown kind are GitHub Enterprise or look like it. */
export function kindOf(address: RepositoryAddress): { readonly kind: HostKind; readonly guessed: boolean } {
  const kind = HOST_KINDS.find((each) => HOSTS[each].recognises(address));
  return kind === undefined ? { kind: 'github', guessed: true } : { kind, guessed: false };
}

/** The host that everyone's repositories lie on: `github.com`. */
export function publicHost(domain: string): RepositoryHost | undefined {
  const kind = HOST_KINDS.find((each) => hostOfKind(each).publicDomain === domain);
  return kind && HOSTS[kind];
}

/** The kinds of hosts that code can be read from. */
export const CODE_HOSTS: readonly { readonly kind: HostKind; readonly code: CodeReading }[] = HOST_KINDS.flatMap(
  (kind) => {
    const { code } = hostOfKind(kind);
    return code === undefined ? [] : [{ kind, code }];
  },
);
