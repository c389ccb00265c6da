import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { githubIssues } from '../../src/adapters/issue-desk/github.ts';
import { gitlabIssues } from '../../src/adapters/issue-desk/gitlab.ts';
import { jiraIssues } from '../../src/adapters/issue-desk/jira.ts';
import type { IssueDesk } from '../../src/investigation/issue-desk.ts';
import { loopback } from './loopback.ts';

/** What a tracker does with the next issue instead of filing it. */
export type Mishap = 'refuses' | 'loses the answer' | 'is no issue';

export interface FiledThere {
  readonly title: string;
  readonly body: string;
}

export interface TrackerStandIn {
  readonly url: string;
  readonly issues: readonly FiledThere[];
  /** What was presented: `Bearer the-token`. */
  readonly tokens: ReadonlySet<unknown>;
  readonly desk: IssueDesk;
}

export type TrackerKind = 'GitHub' | 'GitLab' | 'Jira Cloud' | 'Jira Data Center';

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How one tracker answers, over the issues that it has. Undefined for what it does not have. */
interface Behaviour {
  readonly answer: (call: Call, issues: readonly FiledThere[]) => Answer | undefined;
  /** The path to which new issues go, and what is read of them. */
  readonly create: string;
  readonly read: (body: never) => FiledThere;
  readonly created: (issue: FiledThere, number: number) => unknown;
  readonly desk: (url: string) => IssueDesk;
}

// Each is made from published documents, none was seen: GitHub's and GitLab's lists have the newest first; Jira Cloud has no
// `search`, Data Center no `search/jql`, and `~` finds a word in a text.
const BEHAVIOURS: Readonly<Record<TrackerKind, Behaviour>> = {
  GitHub: {
    create: '/repos/acme/markets/issues',
    read: ({ title, body }: FiledThere) => ({ title, body }),
    created: githubShape,
    answer: ({ url }, issues) =>
      url.pathname === '/repos/acme/markets/issues'
        ? { status: 200, body: newestFirst(issues, githubShape) }
        : undefined,
    desk: (api) => githubIssues({ token: 'the-token', api }),
  },
  GitLab: {
    create: '/projects/acme%2Fmarkets/issues',
    read: ({ title, description: body }: { title: string; description: string }) => ({ title, body }),
    created: gitlabShape,
    answer: ({ url }, issues) => {
      if (url.pathname === '/projects/acme%2Fmarkets/issues')
        return { status: 200, body: newestFirst(issues, gitlabShape) };
      return url.pathname === '/projects/acme%2Fmarkets'
        ? { status: 200, body: { issues_access_level: 'enabled' } }
        : undefined;
    },
    desk: (api) => gitlabIssues({ token: 'the-token', api }),
  },
  'Jira Cloud': jiraBehaviour('/rest/api/2/search/jql', 'dana@acme.example'),
  'Jira Data Center': jiraBehaviour('/rest/api/2/search'),
};

const FIRST = 7;

function newestFirst(issues: readonly FiledThere[], shape: (issue: FiledThere, number: number) => unknown) {
  return issues.map((issue, index) => shape(issue, FIRST + index)).toReversed();
}

function githubShape({ title, body }: FiledThere, number: number) {
  return { number, html_url: `https://github.com/acme/markets/issues/${number}`, title, body };
}

function gitlabShape({ title, body }: FiledThere, iid: number) {
  return { iid, web_url: `https://gitlab.com/acme/markets/-/issues/${iid}`, title, description: body };
}

function jiraBehaviour(search: string, user?: string): Behaviour {
  return {
    create: '/rest/api/2/issue',
    read: ({ fields }: { fields: { summary: string; description: string } }) => ({
      title: fields.summary,
      body: fields.description,
    }),
    created: (_, number) => ({ id: String(10_000 + number), key: `OPS-${number}` }),
    answer: ({ url }, issues) => {
      if (url.pathname === '/rest/api/2/mypermissions') {
        const permissions = { BROWSE_PROJECTS: { havePermission: true }, CREATE_ISSUES: { havePermission: true } };
        return { status: 200, body: { permissions } };
      }
      if (url.pathname !== search) return undefined;
      const word = /^project = 10000 AND description ~ "(\w+)"$/.exec(url.searchParams.get('jql') ?? '')?.[1] ?? '?';
      const found = issues.flatMap(({ body }, index) =>
        body.split(/\W+/).includes(word) ? [{ key: `OPS-${FIRST + index}`, fields: { description: body } }] : [],
      );
      return { status: 200, body: { issues: found, isLast: true } };
    },
    desk: (url) =>
      jiraIssues({ url, project: 10_000, issueType: 10_004, token: 'the-token', user, lookAgainAfter: [] }),
  };
}

/** A tracker on loopback that goes wrong as it is said to, once for each mishap. */
export async function aTracker(kind: TrackerKind, mishaps: Mishap[] = []): Promise<TrackerStandIn> {
  const behaviour = BEHAVIOURS[kind];
  const issues: FiledThere[] = [];
  const tokens = new Set<unknown>();
  const server = await loopback((request, response) => {
    tokens.add(request.headers['private-token'] ?? request.headers.authorization);
    void bodyOf(request).then((body) => {
      // Hosts of one's own have their API below a path.
      const url = new URL((request.url ?? '').replace(/^\/api\/v\d/, ''), 'http://tracker');
      const call = { method: request.method ?? '', url, body };
      if (call.method === 'GET') return reply(response, behaviour.answer(call, issues));
      if (url.pathname !== behaviour.create) return reply(response, undefined);
      const mishap = mishaps.shift();
      if (mishap === 'refuses') return reply(response, { status: 403, body: {} });
      if (mishap === 'is no issue') return reply(response, { status: 201, body: [] });
      const issue = behaviour.read(body as never);
      issues.push(issue);
      if (mishap === 'loses the answer') return void request.socket.destroy();
      reply(response, { status: 201, body: behaviour.created(issue, FIRST + issues.length - 1) });
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, issues, tokens, desk: behaviour.desk(server.url) };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || 'null') as unknown;
}

function reply(response: ServerResponse, answer: Answer | undefined): void {
  const { status, body } = answer ?? { status: 404, body: { message: 'Not Found' } };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
