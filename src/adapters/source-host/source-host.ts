import { explain } from '../../foundation/errors.ts';
import type { CacheKey, SourceCache } from '../../investigation/source-cache.ts';
import type { SourceAnswer, SourceHost } from '../../investigation/source-host.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { hostOfKind } from '../../service/hosts/hosts.ts';
import type { RepositoryAt } from '../../service/own-repository.ts';
import { isPlainPath } from '../../service/plain-path.ts';
import { codeAccess, type ReadableCode } from '../../service/readable-code.ts';
import type { RepositoryPage } from '../../service/repository-url.ts';
import { revisionKind } from '../../service/revision.ts';
import { liesOn } from '../../service/token-host.ts';
import { type HostClient, type HostSurroundings, hostClient } from './host-client.ts';
import type { HostToken } from './host-token.ts';
import { outsideGap } from './refusals.ts';

/** GitLab gives a hundred entries at a time: what lies beyond so many pages is not looked for. */
const TREE_PAGES = 30;

/** Reads the code that settings allow, from the hosts that there are tokens for and, where allowed, without; once. */
export function sourceHost(tokens: readonly HostToken[], options: HostSurroundings & SourceHostOptions): SourceHost {
  return new CachedSourceHost(tokens, options);
}

class CachedSourceHost implements SourceHost {
  readonly #cache: SourceCache;
  readonly #readable: ReadableCode;
  readonly #surroundings: HostSurroundings;
  readonly #hosts: readonly (HostToken & ConnectedHost)[];
  readonly #anonymous = new Map<string, ConnectedHost>();

  constructor(
    tokens: readonly HostToken[],
    { cache, readable, ...surroundings }: HostSurroundings & SourceHostOptions,
  ) {
    this.#cache = cache;
    this.#readable = readable;
    this.#surroundings = surroundings;
    this.#hosts = tokens.map((token) => ({ ...token, client: hostClient(token, surroundings) }));
  }

  within(span: Milliseconds): AbortSignal {
    return AbortSignal.timeout(span);
  }

  access(page: RepositoryPage): ReturnType<SourceHost['access']> {
    if (this.#hostFor(page) !== undefined) return 'readable';
    return this.#withToken(page) === undefined ? 'no-token' : 'unnamed';
  }

  async text(
    { path, ...at }: RepositoryAt & { readonly path: string },
    signal: AbortSignal,
  ): Promise<SourceAnswer<string>> {
    if (path === '') return { kind: 'absent' };
    return this.#once({ at, path }, async ({ client, repository }) => {
      const url = client.api.file(repository, at.revision, path);
      const answer = await client.get({ repository, url }, { accept: 'file', what: path }, signal);
      return answer.kind === 'found' ? { kind: 'found', value: answer.body.toString('utf8') } : answer;
    });
  }

  async paths(at: RepositoryAt, signal: AbortSignal): Promise<SourceAnswer<readonly string[]>> {
    // No file has an empty path.
    const answer = await this.#once({ at, path: '' }, (asked) => tree(asked, at.revision, signal));
    return answer.kind === 'found' ? { kind: 'found', value: answer.value.split('\n') } : answer;
  }

  /** What the cache has, else what the host answers. */
  async #once(
    { at, path }: { readonly at: RepositoryAt; readonly path: string },
    ask: (host: Asked) => Promise<SourceAnswer<string>>,
  ): Promise<SourceAnswer<string>> {
    const { page, revision } = at;
    const host = this.#hostFor(page);
    if (host === undefined) return { kind: 'absent' };
    const asked = { client: host.client, repository: decodeURIComponent(page.url.slice(host.base.length + 1)) };
    const strange = [asked.repository, revision, ...(path === '' ? [] : [path])].find((each) => !isPlainPath(each));
    if (strange !== undefined) return { kind: 'failed', gap: outsideGap(host.client.words, strange) };
    const entry = { repository: page.url, revision, path };
    const known = await this.#cache.find(entry);
    if (known === undefined) return this.#kept(entry, await ask(asked));
    return known.content === undefined ? { kind: 'absent' } : { kind: 'found', value: known.content };
  }

  /** Failures are not kept: the next attempt may succeed. */
  async #kept(entry: CacheKey, answer: SourceAnswer<string>): Promise<SourceAnswer<string>> {
    const moving = revisionKind(entry.revision) === 'branch';
    if (answer.kind === 'found') await this.#cache.keep(entry, answer.value, { moving });
    if (answer.kind === 'absent') await this.#cache.keep(entry, undefined, { moving: true });
    return answer;
  }

  #hostFor(page: RepositoryPage): ConnectedHost | undefined {
    const access = codeAccess(page, this.#readable);
    if (access === 'unnamed') return undefined;
    return access === 'with-token' ? this.#withToken(page) : this.#withoutToken(page);
  }

  #withToken(page: RepositoryPage): ConnectedHost | undefined {
    return this.#hosts.find(({ kind, base }) => liesOn(page, kind, base));
  }

  #withoutToken(page: RepositoryPage): ConnectedHost | undefined {
    const { code } = hostOfKind(page.host);
    if (code === undefined) return undefined;
    const base = this.#withToken(page)?.base ?? new URL(page.url).origin;
    const known = this.#anonymous.get(base) ?? {
      base,
      client: hostClient({ kind: page.host, code, base }, this.#surroundings),
    };
    this.#anonymous.set(base, known);
    return known;
  }
}

export interface SourceHostOptions {
  readonly cache: SourceCache;
  readonly readable: ReadableCode;
}

interface ConnectedHost {
  readonly base: string;
  readonly client: HostClient;
}

interface Asked {
  readonly client: HostClient;
  readonly repository: string;
}

/** All paths, one a line. */
async function tree(
  { client, repository }: Asked,
  revision: string,
  signal: AbortSignal,
): Promise<SourceAnswer<string>> {
  const { api } = client;
  const what = `the files of ${repository}`;
  const paths: string[] = [];
  let url: URL | undefined = api.tree(repository, revision);
  for (let pages = 0; url !== undefined; pages++) {
    if (pages === TREE_PAGES) return tooMany(repository);
    const answer = await client.get({ repository, url }, { accept: 'json', what }, signal);
    if (answer.kind !== 'found') return answer;
    try {
      const page = await api.readTree(JSON.parse(answer.body.toString('utf8')), answer.nextLink);
      if (page.cut) return tooMany(repository);
      for (const path of page.paths) if (!path.includes('\n')) paths.push(path);
      url = page.next;
    } catch (error) {
      const missing = `The code is not shown: ${api.name} answered with something that is no list of files (${explain(error).slice(0, 100)}).`;
      return { kind: 'failed', gap: { missing, fix: `Check that ${api.name} is what repository.url leads to.` } };
    }
  }
  return { kind: 'found', value: paths.join('\n') };
}

function tooMany(repository: string): SourceAnswer<string> {
  const missing = `The code is not shown: ${repository} has too many files to look through.`;
  return { kind: 'failed', gap: { missing, fix: 'Set repository.root in leakbot.yaml: no file is looked for then.' } };
}
