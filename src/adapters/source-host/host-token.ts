import type { TokenKind } from '../../service/token-host.ts';
import type { HostApi } from './api.ts';
import { githubApi } from './github-api.ts';
import { gitlabApi } from './gitlab-api.ts';

/** A token and the host it belongs to. */
export interface HostToken {
  readonly kind: TokenKind;
  /** The base of the host's pages: `https://github.com`. */
  readonly base: string;
  readonly token: string;
}

export function hostApi({ kind, base }: Pick<HostToken, 'kind' | 'base'>): HostApi {
  return kind === 'github' ? githubApi(base) : gitlabApi(base);
}
