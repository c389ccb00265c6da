import type { AppAuthor, Channel } from './model.ts';
import type { WorkspaceState } from './state.ts';

/** Another app of the workspace: what its token and its incoming webhooks are allowed. */
export interface InstalledApp {
  /** With a bot user, as `chat.postMessage` posts. */
  readonly author: AppAuthor;
  /** A bot token with `chat:write` and `chat:write.public`, and nothing else. */
  readonly token: string;
}

/** The apps beside the one under test: alert senders, which post by token or by incoming webhook. */
export class OtherApps {
  readonly #state: WorkspaceState;
  readonly #byName = new Map<string, InstalledApp>();
  readonly #webhooks = new Map<string, { readonly app: InstalledApp; readonly channel: Channel }>();

  constructor(state: WorkspaceState) {
    this.#state = state;
  }

  /** The app of that name, installed when it is first asked for. */
  install(name: string): InstalledApp {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const { nextId } = this.#state;
    const author = {
      kind: 'app',
      botId: nextId('B'),
      appId: nextId('A'),
      userId: nextId('U'),
      username: name,
    } as const;
    const app = { author, token: `xoxb-000000002-${author.appId.toLowerCase()}` };
    this.#byName.set(name, app);
    return app;
  }

  byToken(token: string): InstalledApp | undefined {
    return [...this.#byName.values()].find((app) => app.token === token);
  }

  /** The path of a new incoming webhook, which posts into that channel alone. */
  addWebhook(app: InstalledApp, channel: Channel): string {
    const path = `/services/${this.#state.team.id}/${app.author.botId}/${this.#state.nextId('w')}`;
    this.#webhooks.set(path, { app, channel });
    return path;
  }

  webhook(path: string): { readonly app: InstalledApp; readonly channel: Channel } | undefined {
    return this.#webhooks.get(path);
  }
}
