/** How one kind of host is asked; a repository is named as its page's path: `acme/markets`. */
export interface HostApi {
  /** For people: `GitHub at https://github.com`. */
  readonly name: string;
  /** The setting that holds the token. */
  readonly setting: 'GITHUB_TOKEN' | 'GITLAB_TOKEN';
  /** What the token must be allowed to do. */
  readonly rights: string;
  repository(repository: string): URL;
  file(repository: string, revision: string, path: string): URL;
  tree(repository: string, revision: string): URL;
  /** The paths in an answer to `tree`, and the page that goes on from it. Throws for what is no such answer. */
  readTree(body: unknown, nextLink: string | undefined): TreePage;
  /** Of a request for a file, or for JSON. */
  accept(what: 'file' | 'json'): string;
}

export interface TreePage {
  readonly paths: readonly string[];
  readonly next: URL | undefined;
  /** The host leaves out the rest of a huge repository. */
  readonly cut: boolean;
}
