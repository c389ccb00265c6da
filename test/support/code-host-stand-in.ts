import type { IncomingMessage, ServerResponse } from 'node:http';
import { CODE_HOSTS } from '../../src/service/hosts/hosts.ts';
import { type Loopback, loopback } from './loopback.ts';

/** What a stand-in for a host of repositories has, and how it behaves. Paths by revision. */
export interface CodeHostPlan {
  readonly kind: 'github' | 'gitlab';
  readonly repository: string;
  readonly token: string;
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Answers before anything else is looked at; false leaves the request to the stand-in. */
  before?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Entries on one page of GitLab's tree. */
  readonly pageSize?: number;
  readonly truncated?: boolean;
}

export interface CodeHost extends Loopback {
  /** `GET /api/v3/repos/…` in order, with what was presented. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[];
  plan: CodeHostPlan;
}

/**
 * GitHub Enterprise Server (`/api/v3`) or GitLab (`/api/v4`) as their documents describe repository, contents (raw) and
 * tree. Without the token everything is hidden; unknown requests are 500, so that a test cannot pass by chance.
 */
export async function codeHostStandIn(plan: CodeHostPlan): Promise<CodeHost> {
  const requests: CodeHost['requests'] = [];
  const server = await loopback((request, response) => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    if (host.plan.before?.(request, response) === true) return;
    const { status, body, headers = {} } = replyTo(request, host);
    const text = typeof body === 'string';
    response.writeHead(status, { 'content-type': text ? 'text/plain' : 'application/json', ...headers });
    response.end(text ? body : JSON.stringify(body));
  });
  const host: CodeHost = Object.assign(server, { requests, plan });
  return host;
}

interface Reply {
  readonly status: number;
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function replyTo(request: IncomingMessage, host: CodeHost): Reply {
  if (request.headers.authorization !== `Bearer ${host.plan.token}`) return said(401, 'Bad credentials');
  if ((request.headers['user-agent'] ?? '') === '') return said(403, 'no User-Agent');
  const url = new URL(request.url ?? '', 'http://host');
  return host.plan.kind === 'github' ? github(url, request.headers.accept, host.plan) : gitlab(url, host);
}

function github(url: URL, accept: string | undefined, plan: CodeHostPlan): Reply {
  const base = `/api/v3/repos/${plan.repository}`;
  if (url.pathname === base) return { status: 200, body: { full_name: plan.repository } };
  const tree = new RegExp(`^${base}/git/trees/(.+)$`).exec(url.pathname)?.[1];
  if (tree !== undefined) {
    if (url.searchParams.get('recursive') !== '1') return said(500, 'not asked for all');
    const files = plan.files[decodeURIComponent(tree)];
    if (files === undefined) return said(404, 'Not Found');
    const entries = Object.keys(files).map((path) => ({ path, type: 'blob' }));
    const body = { tree: [{ path: 'src', type: 'tree' }, ...entries], truncated: plan.truncated ?? false };
    return { status: 200, body };
  }
  if (!url.pathname.startsWith(`${base}/contents/`)) return said(404, 'Not Found');
  if (accept !== 'application/vnd.github.raw+json') return said(500, 'not raw');
  const path = decodeURIComponent(url.pathname.slice(`${base}/contents/`.length));
  return file(plan.files[url.searchParams.get('ref') ?? '']?.[path]);
}

function gitlab(url: URL, { plan, url: own }: CodeHost): Reply {
  const base = `/api/v4/projects/${encodeURIComponent(plan.repository)}`;
  if (url.pathname === base) return { status: 200, body: { path_with_namespace: plan.repository } };
  const files = plan.files[url.searchParams.get('ref') ?? ''];
  const path = new RegExp(`^${base}/repository/files/([^/]+)/raw$`).exec(url.pathname)?.[1];
  if (path !== undefined) return file(files?.[decodeURIComponent(path)]);
  if (url.pathname !== `${base}/repository/tree`) return said(404, '404 Project Not Found');
  if (files === undefined) return said(404, '404 Tree Not Found');
  const from = Number(url.searchParams.get('page_token') ?? 0);
  const to = from + (plan.pageSize ?? 100);
  const all = Object.keys(files).map((each) => ({ path: each, type: 'blob' }));
  const next = new URL(`${own}${url.pathname}${url.search}`);
  next.searchParams.set('page_token', String(to));
  const link = `<${own}/first>; rel="first", <${next.href}>; rel="next"`;
  return { status: 200, body: all.slice(from, to), headers: to < all.length ? { link } : {} };
}

function file(content: string | undefined): Reply {
  return content === undefined ? said(404, 'Not Found') : { status: 200, body: content };
}

function said(status: number, message: string): Reply {
  return { status, body: { message } };
}

/** The kind of host as the product knows it. */
export function codeHost(kind: CodeHostPlan['kind']) {
  const found = CODE_HOSTS.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no code can be read from ${kind}`);
  return found;
}
