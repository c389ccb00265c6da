import type { PageParts, RepositoryAddress } from './hosts/host.ts';
import { type HostKind, hostOfKind, kindOf } from './hosts/hosts.ts';
import { isPlainPath } from './plain-path.ts';

/** A repository as its host shows it to people; never with credentials. */
export interface RepositoryPage extends PageParts {
  readonly host: HostKind;
  /** No setting names the kind of host: good enough for a link, not for a token. */
  readonly guessed?: boolean | undefined;
}

/**
 * Reads what people paste: the page's address, a clone address, `git@host:owner/name.git`; `given` says what kind of
 * host it is where its name does not. Undefined when it is none.
 */
export function parseRepositoryUrl(text: string, given?: HostKind | undefined): RepositoryPage | undefined {
  const address = readAddress(text.trim());
  if (address === undefined || !isPlainPath(address.path)) return undefined;
  const { kind, guessed } = given === undefined ? kindOf(address) : { kind: given, guessed: false };
  const page = hostOfKind(kind).page(address);
  return page && { host: kind, ...page, ...(guessed ? { guessed } : {}) };
}

function readAddress(text: string): RepositoryAddress | undefined {
  const scp = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/\/)(\D[^\s]*)$/.exec(text);
  if (scp !== null) return { scheme: 'https', host: (scp[1] ?? '').toLowerCase(), path: trimSlashes(scp[2] ?? '') };
  const withScheme = /^[\w+.-]+:\/\//.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme.replace(/^[\w+.-]+:/, 'https:'))) return undefined;
  // Parsed as https whatever it was: other schemes have no host in the URL standard.
  const web = /^https?:/.test(withScheme);
  const url = new URL(web ? withScheme : withScheme.replace(/^[\w+.-]+:/, 'https:'));
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const path = decoded(url.pathname);
  return path === undefined ? undefined : { scheme, host: web ? url.host : url.hostname, path: trimSlashes(path) };
}

/** Undefined where a `%` begins no character: the text may come from a profile's label. */
function decoded(path: string): string | undefined {
  try {
    return decodeURI(path);
  } catch {
    return undefined;
  }
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
