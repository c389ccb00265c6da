import type { DeclaredSetting } from '../../foundation/declared-setting.ts';
import type { OwnersDialect } from '../codeowners.ts';

/** An address of a repository as people paste it, taken apart. */
export interface RepositoryAddress {
  readonly scheme: 'http' | 'https';
  /** With its port where one belongs to the page. */
  readonly host: string;
  /** Without slashes at its ends. */
  readonly path: string;
}

/** The page of a repository. */
export interface PageParts {
  /** `https://github.com/acme/markets` */
  readonly url: string;
  /** What Go import paths of it begin with: `github.com/acme/markets`. */
  readonly importPath: string;
  /** `markets` */
  readonly name: string;
}

/** A line of a file in a repository; `line` 0 means the file as a whole. */
export interface FileLine {
  readonly revision: string;
  /** From the root of the repository, without a slash in front. */
  readonly path: string;
  readonly line: number;
}

/** Where the repository ends in a Go import path, by its elements after the host. */
export interface ImportedRepository {
  /** `acme/markets` */
  readonly path: string;
  /** What follows: a directory of the repository, or empty. */
  readonly inside: string;
}

/** A kind of host of repositories: everything that Leakbot knows of it. They are listed in `hosts.ts`. */
export interface RepositoryHost {
  /** The one that all import paths without a host of their own may name: `github.com`. */
  readonly publicDomain?: string | undefined;
  /** Whether an address by itself shows that it leads to such a host. */
  recognises(address: RepositoryAddress): boolean;
  /** Reads the address of a page, or one to clone from; undefined when it is none. */
  page(address: RepositoryAddress): PageParts | undefined;
  /** The address of a line, `page` being the repository's. */
  lineUrl(page: string, line: FileLine): string;
  /** The page that shows what changed from one revision to a later one. */
  compareUrl(page: string, from: string, to: string): string;
  /** How addresses name the newest revision; undefined where they must name a branch. */
  readonly newest?: 'HEAD' | undefined;
  /** Undefined where an import path does not show it. */
  importedRepository(elements: readonly string[]): ImportedRepository | undefined;
  /** Its form for a new issue, filled in: what follows the repository's page. Absent where it has none by an address. */
  readonly newIssue?:
    | {
        readonly tracker: string;
        path(issue: { readonly title: string; readonly body: string }): string;
      }
    | undefined;
  /** Absent for hosts whose code Leakbot cannot read: links only. */
  readonly code?: CodeReading | undefined;
}

/** How code is read from a kind of host. */
export interface CodeReading {
  readonly token: DeclaredSetting;
  /** Whose the token is. */
  readonly url: DeclaredSetting;
  /** `https://github.com` */
  readonly publicBase: string;
  /** The pages of a host whose API's address someone gave for them: `https://ghe.acme.io` of `…/api/v3`. */
  pagesOf(base: string): string;
  /** What the token must be allowed to do. */
  readonly rights: string;
  readonly owners: { readonly dialect: OwnersDialect; readonly files: readonly string[] };
  /** The API of the host with the given base of pages. */
  api(base: string): CodeApi;
}

/** How one host is asked; a repository is named as its page's path: `acme/markets`. */
export interface CodeApi {
  /** For people: `GitHub at https://github.com`. */
  readonly name: string;
  repository(repository: string): URL;
  /**
   * What follows the repository in an address of this API, `/contents/a.go`; undefined for addresses of anything else. A
   * renamed repository is redirected to by its number.
   */
  restOf(url: URL): string | undefined;
  file(repository: string, revision: string, path: string): URL;
  tree(repository: string, revision: string): URL;
  /** The paths in an answer to `tree`, and the page that goes on from it. Rejects for what is no such answer. */
  readTree(body: unknown, nextLink: string | undefined): Promise<TreePage>;
  /** Of a request for a file, or for JSON. */
  accept(what: 'file' | 'json'): string;
}

export interface TreePage {
  readonly paths: readonly string[];
  readonly next: URL | undefined;
  /** The host leaves out the rest of a huge repository. */
  readonly cut: boolean;
}
