import type { HostToken } from '../adapters/source-host/host-token.ts';
import { sourceHost } from '../adapters/source-host/source-host.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../foundation/clock.ts';
import type { SourceCache } from '../investigation/source-cache.ts';
import type { SourceHost } from '../investigation/source-host.ts';
import type { CodeReading } from '../service/hosts/host.ts';
import { CODE_HOSTS, type HostKind } from '../service/hosts/hosts.ts';
import { parseRepositoryUrl, type RepositoryPage } from '../service/repository-url.ts';
import { type TokenHost, tokenHost } from '../service/token-host.ts';
import { type SourceWatch, watchedCode } from './watched-sources.ts';

/** A token that was set, and the host it may be shown to. */
export interface GivenToken {
  readonly kind: HostKind;
  readonly code: CodeReading;
  readonly token: string;
  readonly host: TokenHost;
}

/** The tokens of the settings; where each belongs is reported by the settings and the repositories in leakbot.yaml. */
export function givenTokens({ codeHosts, services }: Settings): readonly GivenToken[] {
  const pages = configuredPages(services);
  return CODE_HOSTS.flatMap(({ kind, code }) => {
    const { token, url } = codeHosts.get(kind) ?? {};
    if (token === undefined) return [];
    return [{ kind, code, token: token.reveal(), host: tokenHost({ kind, code }, { said: url, pages }) }];
  });
}

export function configuredPages(services: Settings['services']): readonly RepositoryPage[] {
  return services.flatMap(({ repository }) => {
    const page = repository && parseRepositoryUrl(repository.url, repository.host);
    return page === undefined ? [] : [page];
  });
}

/** Reads code with the tokens that have one host, and public code where allowed; undefined where there is neither. */
export function connectSourceHost(
  settings: Settings,
  { cache, clock, watch }: { readonly cache: SourceCache; readonly clock: Clock; readonly watch?: SourceWatch },
): SourceHost | undefined {
  const tokens = usable(givenTokens(settings));
  const { owners, publicOwners } = settings.code;
  if (tokens.length === 0 && publicOwners.length === 0) return undefined;
  const readable = { repositories: configuredPages(settings.services), owners, publicOwners };
  return watchedCode(sourceHost(tokens, { clock, cache, readable }), watch);
}

function usable(tokens: readonly GivenToken[]): readonly HostToken[] {
  return tokens.flatMap(({ host, ...given }) => (host.kind === 'one' ? [{ ...given, base: host.base }] : []));
}
