import { randomBytes } from 'node:crypto';
import { eventLoopTurns } from '../adapters/alarm/event-loop-turns.ts';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import type { Capturer, GoroutineWitness, MetricsSource, ProfileComparer, ProfileSource } from '../evidence/ports.ts';
import { Sightings } from '../evidence/sightings.ts';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import type { Conduct } from '../investigation/conduct.ts';
import { keepHouse } from '../investigation/housekeeping.ts';
import { AlertDesk, type Intake } from '../investigation/intake.ts';
import { DeployWatch } from '../investigation/keep-watch.ts';
import type { SourceHost } from '../investigation/source-host.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import { LEAKBOT } from '../investigation/state/person.ts';
import type { InvestigationStore } from '../investigation/store.ts';
import { playbookFor } from '../playbook/playbook.ts';
import type { PictureRenderer } from '../presentation/picture.ts';
import { reportFiles } from '../presentation/report/files.ts';
import type { Services } from '../service/directory.ts';
import type { Access } from '../slack/access.ts';
import { connectSlack, type SlackLog, type SlackSettings } from '../slack/app.ts';
import { compose } from '../slack/blocks/compose.ts';
import { Courier } from '../slack/courier/courier.ts';
import type { CourierWatch } from '../slack/courier/watch.ts';
import { openDesk } from '../slack/desk.ts';
import { permalink } from '../slack/permalink.ts';
import { engine } from './engine.ts';
import type { Stores } from './stores.ts';

/** Everything an investigation needs from outside, already connected. */
export interface BotParts {
  readonly stores: Pick<Stores, 'investigations' | 'outbox' | 'gestures'>;
  readonly clock: Clock;
  readonly log: SlackLog;
  readonly metrics: MetricsSource;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  readonly witness?: GoroutineWitness | undefined;
  readonly renderer: PictureRenderer;
  /** Absent where there is no token for any: links without code. */
  readonly sourceHost?: SourceHost | undefined;
  /** Absent where no collector runs: fresh profiles are then not offered. */
  readonly capturer?: Capturer | undefined;
  readonly services: Services;
  readonly slack: SlackSettings;
  readonly channel: string;
  readonly access: Access;
  /** Counts what becomes of messages. */
  readonly watch?: CourierWatch | undefined;
  /** The process's own timers unless a test lets time jump. */
  readonly alarm?: Alarm | undefined;
}

export interface Bot {
  readonly client: ReturnType<typeof connectSlack>['client'];
  readonly intake: Intake;
  readonly conduct: Conduct;
  readonly store: InvestigationStore;
  /** Takes `POST /slack/events` in HTTP mode. */
  readonly slackEvents: ReturnType<typeof connectSlack>['requestListener'];
  /** Whether events from Slack can arrive. */
  slackConnected(): boolean;
  /** How often people said that a conclusion was right or wrong, by kind of finding. */
  ratings: InvestigationStore['ratings'];
  /** What keeps messages from being delivered; undefined when nothing does. */
  deliveryTrouble(): string | undefined;
  /** How many clicks, commands and mentions are stored and not done. */
  gesturesPending(): Promise<number>;
  /** How much Slack has not taken yet. */
  unreported(): Promise<number>;
  /** Resolves when no evidence is gathered and nothing is being reported. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Wires the investigation to Slack and starts it: what an earlier process left is taken up first. */
export async function startBot(parts: BotParts): Promise<Bot> {
  const { clock, log, profiles, services } = parts;
  const { investigations: store, outbox, gestures } = parts.stores;
  const alarm = parts.alarm ?? systemAlarm(clock);
  const slack = connectSlack(parts.slack, { clock, alarm, log, take: (body) => desk.take(body) });
  const report = (problem: string, error: unknown) => log.error({ error: explain(error) }, problem);

  const messenger = new Courier({
    client: slack.client,
    outbox,
    store,
    clock,
    alarm,
    log,
    watch: parts.watch,
    threadGone: async ({ id }) => {
      await conducting.handle(id, { kind: 'cancelled', by: LEAKBOT, at: clock.now() });
    },
    compose: async (investigation, slot) => {
      // Only the question for the service lists them all: no one else waits for a discovery.
      const known = investigation.status === 'needs-service' ? await services() : [];
      const earlierThread = slot.kind === 'conclusion' ? await earlierThreadOf(investigation, slot.key) : undefined;
      return compose(investigation, slot, { services: known, earlierThread });
    },
    filesOf: (investigation, key) => {
      const conclusion = investigation.conclusions.find((each) => each.key === key);
      return reportFiles(investigation, conclusion, { playbook: playbookFor(investigation.runtime), profiles });
    },
  });
  const sightings = new Sightings(parts.metrics);
  const conducting: Conduct = engine({
    ...parts,
    sightings,
    store,
    now: () => clock.now(),
    changed: () => messenger.wake(),
    report,
  });
  const alerts = new AlertDesk({
    alarm,
    turns: eventLoopTurns(),
    store,
    conduct: conducting,
    clock,
    newId: () => `${Math.floor(clock.now() / 1000).toString(36)}${randomBytes(4).toString('hex')}`,
    services,
    channel: parts.channel,
    report,
  });
  const desk = openDesk({
    ...parts,
    client: slack.client,
    gestures,
    conduct: conducting,
    intake: alerts,
    outbox,
    alarm,
    running: () => store.running(),
    load: (id) => store.load(id),
    report,
  });

  const watch = new DeployWatch({ ...parts, sightings, store, conduct: conducting, alarm, report });

  /** The address of the thread in which the same path was found before; undefined when it is gone. */
  async function earlierThreadOf({ conclusions }: Investigation, shown: string): Promise<string | undefined> {
    const earlier = conclusions.find(({ key }) => key === shown)?.recurrence;
    return earlier?.ts && permalink(slack.client, { channel: earlier.channel, ts: earlier.ts });
  }

  const housekeeping = keepHouse({
    clock,
    alarm,
    forget: (times) => store.forget(times),
    report,
  });
  async function stop(): Promise<void> {
    housekeeping.stop();
    await watch.stop();
    await slack.stop();
    await desk.stop();
    await conducting.stop();
    await messenger.stop();
  }
  try {
    await conducting.resume();
    await desk.takeUp();
    await slack.start();
    await alerts.takeUp();
  } catch (error) {
    // What runs on would keep the process from ending.
    await stop().catch((fault: unknown) => report('a start that failed could not be undone', fault));
    throw error;
  }
  messenger.wake();
  return {
    client: slack.client,
    intake: alerts,
    conduct: conducting,
    store,
    slackEvents: slack.requestListener,
    slackConnected: slack.connected,
    ratings: () => store.ratings(),
    deliveryTrouble: () => messenger.trouble(),
    gesturesPending: async () => (await gestures.waiting()).length,
    unreported: async () => (await outbox.pending()).length,
    async idle() {
      await desk.idle();
      await watch.idle();
      await conducting.idle();
      await messenger.idle();
    },
    stop,
  };
}
