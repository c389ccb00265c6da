import type { ModulePlace, SourceFile } from '../runtime/source-rules.ts';
import type { ImportedRepository } from './hosts/host.ts';
import { hostOfKind, publicHost } from './hosts/hosts.ts';
import type { RepositoryPage } from './repository-url.ts';

/** Where the source of a module lies. */
export interface ModuleSource extends ModulePlace {
  readonly repository: string;
}

/**
 * The repository of a module, by its import path, at its version. `own` is the service's repository: modules beside it
 * on the same private host are linked there. Undefined for hosts that no setting names.
 */
export function moduleSource(
  { importPath, placeIn }: Extract<SourceFile, { kind: 'module' }>,
  own?: RepositoryPage | undefined,
): ModuleSource | undefined {
  const place = placeOf(importPath, own);
  return place && { repository: place.repository, ...placeIn(place.inside) };
}

interface Place {
  readonly repository: string;
  readonly inside: string;
}

function placeOf(path: string, own: RepositoryPage | undefined): Place | undefined {
  const [domain = '', ...elements] = path.split('/');
  const host = publicHost(domain);
  if (host !== undefined) return place(`https://${domain}`, host.importedRepository(elements));
  return own === undefined ? undefined : besideOwn(domain, elements, own);
}

/** `git.acme.io/team/lib` of a service that lies on `git.acme.io` too. */
function besideOwn(domain: string, elements: readonly string[], own: RepositoryPage): Place | undefined {
  if (own.importPath.split('/')[0] !== domain) return undefined;
  const base = own.url.split('/').slice(0, 3).join('/');
  return place(base, hostOfKind(own.host).importedRepository(elements));
}

function place(base: string, found: ImportedRepository | undefined): Place | undefined {
  return found && { repository: `${base}/${found.path}`, inside: found.inside };
}
