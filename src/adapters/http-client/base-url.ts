/** How to present oneself to a server. */
export interface Credentials {
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Sent as `X-Scope-OrgID`: the tenant of Mimir, Loki, Pyroscope and their like. */
  readonly orgId?: string | undefined;
}

/** The headers of given credentials; a bearer token wins over a user name. */
export function headersOf(credentials: Credentials): Readonly<Record<string, string>> {
  const { token, username, password, orgId } = credentials;
  const basic = `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`;
  const authorization = token === undefined ? (username === undefined ? undefined : basic) : `Bearer ${token}`;
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(orgId === undefined ? {} : { 'x-scope-orgid': orgId }),
  };
}

/** A base URL without its user and password, so that it may be shown and logged. */
export interface BaseUrl {
  readonly url: URL;
  /** What stood before the `@`. */
  readonly credentials: Credentials;
}

/** Splits `http://user:secret@host/path` into what may be shown and what may not. */
export function baseUrl(text: string): BaseUrl {
  const url = new URL(text);
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url, credentials: username === '' ? {} : { username, password } };
}

/** A path below the base's own path: `http://host/prometheus` and `api/v1/query` meet at `/prometheus/api/v1/query`. */
export function below(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  return url;
}
