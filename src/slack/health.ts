import * as webApi from '@slack/web-api';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { FIXED_BY_PEOPLE } from './courier/problem.ts';

interface HealthDependencies {
  readonly client: webApi.WebClient;
  /** Where investigations are to be reported, if nowhere else. */
  readonly channels: readonly string[];
  /** Channels of services, and those in which alerts of other apps are to be answered: nothing is kept back by them. */
  readonly read?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly log: { warn(facts: object, message: string): void };
}

/** Of a token that is revoked Slack says nothing by itself: it is asked so often. */
const EVERY: Milliseconds = MINUTE;

/** Whether Slack would take a message, asked in the background: a probe must not wait for Slack. */
export class SlackHealth {
  readonly #dependencies: HealthDependencies;
  readonly #troubles = new Map<string, string>();
  #silence = () => {};
  #stopped = false;
  #asking: Promise<void> = Promise.resolve();

  constructor(dependencies: HealthDependencies) {
    this.#dependencies = dependencies;
  }

  /** Asks now and from then on again and again. Returns at once. */
  start(): void {
    this.#asking = this.#ask().finally(() => {
      const { alarm, clock } = this.#dependencies;
      if (!this.#stopped) this.#silence = alarm(clock.now() + EVERY, () => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#asking;
  }

  /** What keeps messages from being posted, and what fixes it; undefined when nothing is known to. */
  trouble(): string | undefined {
    const { channels, read = [] } = this.#dependencies;
    const passive = new Set(read.filter((channel) => !channels.includes(channel)));
    const said = [...this.#troubles].flatMap(([what, trouble]) => (passive.has(what) ? [] : [trouble]));
    return said.length === 0 ? undefined : said.join(' ');
  }

  async #ask(): Promise<void> {
    const { client, channels, read = [] } = this.#dependencies;
    if (!(await this.#check('SLACK_BOT_TOKEN', async () => void (await client.auth.test())))) return;
    for (const channel of new Set([...channels, ...read])) {
      await this.#check(channel, async () => {
        const { channel: info } = await client.conversations.info({ channel });
        if (info?.is_archived === true) throw new Error(`${channel}: ${FIXED_BY_PEOPLE['is_archived']}`);
        if (info?.is_member === false) throw new Error(`${channel}: ${FIXED_BY_PEOPLE['not_in_channel']}`);
      });
    }
  }

  /** Whether it holds. Logged once, when it begins not to. */
  async #check(what: string, ask: () => Promise<void>): Promise<boolean> {
    try {
      await ask();
      this.#troubles.delete(what);
      return true;
    } catch (error) {
      // That Slack wants to be asked less often says nothing about it.
      if (error instanceof webApi.WebAPIRateLimitedError) return true;
      const said = saidBy(what, error);
      if (!this.#troubles.has(what)) this.#dependencies.log.warn({ say: said }, 'Slack will not take messages');
      this.#troubles.set(what, said);
      return false;
    }
  }
}

function saidBy(what: string, error: unknown): string {
  if (!(error instanceof webApi.WebAPIPlatformError)) return explain(error);
  const code = error.data.error;
  return `${what}: ${FIXED_BY_PEOPLE[code] ?? `Slack answered ${code}.`}`;
}
