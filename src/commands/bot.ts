import { randomBytes } from 'node:crypto';
import { eventLoopTurns } from '../adapters/alarm/event-loop-turns.ts';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import { patientMetrics } from '../adapters/prometheus/patient-metrics.ts';
import type { Alert } from '../alert/alert.ts';
import type { Post } from '../alert/post.ts';
import { type PostOutcome, postReading } from '../alert/posts.ts';
import { alertKind } from '../alert/rules.ts';
import { POST_READERS } from '../alert/senders.ts';
import type { Capturer, GoroutineWitness, MetricsSource, ProfileComparer, ProfileSource } from '../evidence/ports.ts';
import { Sightings } from '../evidence/sightings.ts';
import type { Check } from '../foundation/check.ts';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { Arrivals } from '../investigation/arrivals.ts';
import type { Conduct, EvidenceWatch } from '../investigation/conduct.ts';
import { keepHouse } from '../investigation/housekeeping.ts';
import { AlertDesk, type Intake } from '../investigation/intake.ts';
import type { IssueDesk } from '../investigation/issue-desk.ts';
import { DeployWatch } from '../investigation/keep-watch.ts';
import { SenderNotes, type SenderNotesDependencies } from '../investigation/sender-notes.ts';
import { Muting } from '../investigation/silence/muting.ts';
import type { QuietHours } from '../investigation/silence/quiet-hours.ts';
import { SilenceWatch } from '../investigation/silence/silence-watch.ts';
import { type CountHeldBack, Silences } from '../investigation/silence/silences.ts';
import type { SourceHost } from '../investigation/source-host.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import { LEAKBOT } from '../investigation/state/person.ts';
import type { SlotMeaning } from '../investigation/state/slot.ts';
import type { Census, InvestigationStore } from '../investigation/store.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { playbookFor } from '../playbook/playbook.ts';
import { illustrator } from '../presentation/illustrator.ts';
import type { PictureRenderer } from '../presentation/picture.ts';
import { reportFiles } from '../presentation/report/files.ts';
import type { Services } from '../service/directory.ts';
import type { JiraProject } from '../service/new-issue.ts';
import type { Access } from '../slack/access.ts';
import { connectSlack, type SlackLog, type SlackSettings } from '../slack/app.ts';
import { compose } from '../slack/blocks/compose.ts';
import type { ComposedMessage } from '../slack/blocks/message.ts';
import { Announcer } from '../slack/courier/announcer.ts';
import { Courier } from '../slack/courier/courier.ts';
import type { CourierWatch } from '../slack/courier/watch.ts';
import { openDesk } from '../slack/desk.ts';
import { permalink } from '../slack/permalink.ts';
import { isMessageDelivery } from '../slack/posts/read-post.ts';
import { takePost } from '../slack/posts/take-posts.ts';
import type { CallWatch } from '../slack/watched-client.ts';
import { engine } from './engine.ts';
import { loggingPosts } from './posts-log.ts';
import type { Stores } from './stores.ts';

/** Everything an investigation needs from outside, already connected. */
export interface BotParts {
  readonly stores: Pick<
    Stores,
    'investigations' | 'outbox' | 'gestures' | 'silence' | 'senderNotes' | 'announcements' | 'groupMembers'
  >;
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
  /** When alerts are collected for one message; none by default. */
  readonly quietHours?: readonly QuietHours[] | undefined;
  /** See `stillOpen`. */
  readonly cooldown?: Milliseconds | undefined;
  /** Counts alerts that opened no thread. */
  readonly countHeldBack?: CountHeldBack | undefined;
  /** What a message of another app amounts to; by default what senders post as they come. */
  readonly readPost?: ((post: Post) => PostOutcome) | undefined;
  /** Where drafted issues go, whatever the repository's host is. */
  readonly jira?: JiraProject | undefined;
  /** File drafted issues, the first that takes those of a service; none by default. */
  readonly issueDesks?: readonly IssueDesk[] | undefined;
  /** Alert senders that findings are written back to; none by default. */
  readonly senderDesks?: SenderNotesDependencies['desks'] | undefined;
  /** Counts messages of alert senders. */
  readonly postHeard?:
    | ((sender: string, counts: { readonly taken: number; readonly ignored: number; readonly leftOut: number }) => void)
    | undefined;
  /** How the sources of evidence and Slack are, for the Home tab. */
  readonly health?: (() => readonly Check[]) | undefined;
  /** Counts what the bot does. */
  readonly watch?: BotWatch | undefined;
  /** The process's own timers unless a test lets time jump. */
  readonly alarm?: Alarm | undefined;
}

/** Counts what the bot does: one part each for messages, evidence, and calls of Slack's API. */
export interface BotWatch {
  readonly messages: CourierWatch;
  readonly evidence: EvidenceWatch;
  readonly calls: CallWatch;
}

export interface Bot {
  /** Begins to work on what is stored, for one that only took what came so far. */
  lead(): Promise<void>;
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
  /** How many investigations and findings are stored. */
  census(): Promise<Census>;
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
  const bot = new WiredBot(parts);
  await bot.startAlone();
  return bot;
}

/** Starts one of several replicas: it stores alerts and what people do, and leaves the rest to the one that leads. */
export async function startReplica(parts: BotParts): Promise<Bot> {
  const bot = new WiredBot(parts);
  await bot.startBeside();
  return bot;
}

/** The parts of a bot, wired to each other: who delivers asks who conducts, and the other way round. */
class WiredBot implements Bot {
  readonly client: Bot['client'];
  readonly intake: AlertDesk;
  readonly conduct: Conduct;
  readonly store: InvestigationStore;
  readonly slackEvents: Bot['slackEvents'];
  readonly #parts: BotParts;
  readonly #slack: ReturnType<typeof connectSlack>;
  readonly #courier: Courier;
  readonly #announcer: Announcer;
  readonly #silenceWatch: SilenceWatch;
  readonly #senderNotes: SenderNotes;
  readonly #desk: ReturnType<typeof openDesk>;
  readonly #wiring: Wiring;
  readonly #arrivals: Arrivals;
  #leads = false;
  #leading: Promise<void> | undefined;
  #watch: DeployWatch | undefined;
  #housekeeping: ReturnType<typeof keepHouse> | undefined;

  constructor(parts: BotParts) {
    const { clock, log } = parts;
    const { investigations: store } = parts.stores;
    const alarm = parts.alarm ?? systemAlarm(clock);
    const report = (problem: string, error: unknown) => log.error({ error: explain(error) }, problem);
    const sightings = new Sightings(parts.metrics, { waited: patientMetrics });
    const wiring = { parts: { ...parts, alarm }, store, sightings, report };
    this.#parts = parts;
    this.#wiring = wiring;
    this.store = store;
    this.#slack = connectSlack(parts.slack, {
      clock,
      alarm,
      log,
      take: (body) => this.#take(body),
      watch: parts.watch?.calls,
    });
    this.client = this.#slack.client;
    this.slackEvents = this.#slack.requestListener;
    this.#courier = this.#openCourier(wiring);
    this.conduct = this.#openConduct(wiring);
    this.#announcer = new Announcer({
      ...parts,
      client: this.client,
      alarm,
      store: parts.stores.announcements,
      watch: parts.watch?.messages,
    });
    this.intake = this.#openIntake(wiring);
    this.#senderNotes = this.#openSenderNotes(wiring);
    this.#silenceWatch = new SilenceWatch({ clock, alarm, end: () => this.intake.endSilences(), report });
    this.#desk = this.#openDesk(wiring);
    this.#arrivals = new Arrivals({
      clock,
      alarm,
      waitingIds: () => store.waitingIds(),
      takeUpAlerts: () => this.intake.takeUp(),
      takeUpGestures: () => this.#desk.takeUp(),
      report,
    });
  }

  /** The only one on its stores. */
  startAlone(): Promise<void> {
    this.#leads = true;
    this.#leading = this.#takeOver(() => this.#slack.start());
    return this.#orUndone(this.#leading);
  }

  startBeside(): Promise<void> {
    return this.#orUndone(this.#slack.start());
  }

  async lead(): Promise<void> {
    this.#leading = this.#takeOver(() => Promise.resolve());
    await this.#leading;
    this.#leads = true;
    this.#arrivals.start();
  }

  /** What an earlier process left comes before what comes now. */
  async #takeOver(connect: () => Promise<void>): Promise<void> {
    const { parts, store, report } = this.#wiring;
    const { clock, alarm } = parts;
    this.#watch = new DeployWatch({ ...parts, ...this.#wiring, alarm, conduct: this.conduct });
    this.#housekeeping = keepHouse({ clock, alarm, forget: (times) => store.forget(times), report });
    await this.conduct.resume();
    await this.#desk.takeUp();
    await connect();
    await this.intake.takeUp();
    this.#silenceWatch.start();
    this.#senderNotes.wake();
    this.#courier.wake();
    this.#announcer.wake();
  }

  /** What runs on after a start that failed would keep the process from ending. */
  async #orUndone(starting: Promise<void>): Promise<void> {
    try {
      await starting;
    } catch (error) {
      await this.stop().catch((fault: unknown) =>
        this.#parts.log.error({ error: explain(fault) }, 'a start that failed could not be undone'),
      );
      throw error;
    }
  }

  slackConnected(): boolean {
    return this.#slack.connected();
  }

  ratings(): ReturnType<InvestigationStore['ratings']> {
    return this.store.ratings();
  }

  census(): Promise<Census> {
    return this.store.census();
  }

  deliveryTrouble(): string | undefined {
    return this.#courier.trouble() ?? this.#announcer.trouble();
  }

  async gesturesPending(): Promise<number> {
    return (await this.#parts.stores.gestures.waiting()).length;
  }

  async unreported(): Promise<number> {
    const { outbox, announcements } = this.#parts.stores;
    return (await outbox.pending()).length + (await announcements.waiting()).length;
  }

  async idle(): Promise<void> {
    await this.#desk.idle();
    await this.intake.idle();
    await this.#watch?.idle();
    await this.conduct.idle();
    await this.#courier.idle();
    await this.#announcer.idle();
  }

  async stop(): Promise<void> {
    // First of all: what waits to be taken up is for whoever leads next, and who stops must not wait for it.
    this.#courier.openNoMore();
    const tookUp = this.intake.stop();
    await this.#leading?.catch(() => undefined);
    await this.#arrivals.stop();
    this.#housekeeping?.stop();
    await this.#watch?.stop();
    await this.#silenceWatch.stop();
    await this.#senderNotes.stop();
    await this.#slack.stop();
    await this.#desk.stop();
    await tookUp;
    await this.intake.idle();
    await this.conduct.stop();
    await this.#courier.stop();
    await this.#announcer.stop();
  }

  #openConduct(wiring: Wiring): Conduct {
    return engine({
      ...this.#parts,
      ...wiring,
      illustrator: illustrator(this.#parts.renderer),
      watch: this.#parts.watch?.evidence,
      now: () => this.#parts.clock.now(),
      changed: () => {
        this.#courier.wake();
        this.#senderNotes.wake();
      },
    });
  }

  #openSenderNotes({ parts, store, report }: Wiring): SenderNotes {
    const { clock, alarm, senderDesks: desks = {}, stores } = parts;
    return new SenderNotes({
      store: stores.senderNotes,
      desks,
      load: (id) => store.load(id),
      threadOf: (investigation) => this.#threadOf(investigation),
      clock,
      alarm,
      report,
    });
  }

  /** What people do, and what other apps post. */
  async #take(body: unknown): Promise<object | undefined> {
    const { readPost: read = READ_BY_DEFAULT, postHeard: heard = () => undefined, access } = this.#parts;
    if (!isMessageDelivery(body)) return this.#desk.take(body);
    const receive = (alerts: readonly Alert[]) => this.intake.receive(alerts);
    const seen = (source: string) => this.intake.seen(source);
    await takePost({ read, heard, seen, channels: access.channels, receive }, body);
    return undefined;
  }

  #openCourier({ parts, store }: Wiring): Courier {
    const { clock, alarm, log, profiles } = parts;
    return new Courier({
      client: this.client,
      outbox: parts.stores.outbox,
      store,
      clock,
      alarm,
      log,
      watch: loggingPosts(log, parts.watch?.messages),
      toCome: () => this.intake.toCome(),
      threadGone: async ({ id }) => {
        await this.conduct.handle(id, { kind: 'cancelled', by: LEAKBOT, at: clock.now() });
      },
      channelClosed: async ({ id, trigger, place }) => {
        // Whoever asks reads where they asked.
        if (trigger.kind !== 'alert' || place.channel === parts.channel) return false;
        await this.conduct.handle(id, { kind: 'channel-closed', instead: parts.channel, at: clock.now() });
        return true;
      },
      compose: (investigation, slot) => this.#compose(investigation, slot),
      filesOf: (investigation, key) => {
        const conclusion = investigation.conclusions.find((each) => each.key === key);
        return reportFiles(investigation, conclusion, { playbook: playbookFor(investigation.runtime), profiles });
      },
    });
  }

  #openIntake({ parts, store, report }: Wiring): AlertDesk {
    const { alarm, clock, services, channel, quietHours = [], cooldown, countHeldBack = () => undefined } = parts;
    return new AlertDesk({
      alarm,
      turns: eventLoopTurns(),
      store,
      conduct: this.conduct,
      clock,
      newId: () => `${Math.floor(clock.now() / 1000).toString(36)}${randomBytes(4).toString('hex')}`,
      services,
      channel,
      cooldown,
      leads: () => this.#leads,
      tookUp: () => this.#courier.wake(),
      silences: new Silences({
        store: parts.stores.silence,
        alerts: store,
        clock,
        quietHours,
        announce: () => this.#announcer.wake(),
        count: countHeldBack,
      }),
      report,
    });
  }

  #openDesk({ parts, store, report }: Wiring): ReturnType<typeof openDesk> {
    const { outbox, gestures, silence, groupMembers: members } = parts.stores;
    return openDesk({
      ...parts,
      client: this.client,
      leads: () => this.#leads,
      gestures,
      members,
      conduct: this.conduct,
      intake: this.intake,
      outbox,
      muting: new Muting({
        store: silence,
        investigations: store,
        conduct: this.conduct,
        clock: parts.clock,
        quietHours: parts.quietHours ?? [],
        cooldown: parts.cooldown,
        inTurn: (task) => this.intake.inTurn(task),
        announce: () => this.#announcer.wake(),
      }),
      running: () => store.running(),
      concluded: () => store.recentlyConcluded(),
      load: (id) => store.load(id),
      report,
    });
  }

  async #compose(investigation: Investigation, slot: SlotMeaning): Promise<ComposedMessage | undefined> {
    // Only the question for the service lists them all: no one else waits for a discovery.
    const services = investigation.status === 'needs-service' ? await this.#parts.services() : [];
    const earlierThread = slot.kind === 'conclusion' ? await this.#earlierThreadOf(investigation, slot.key) : undefined;
    const groupedMessage = slot.kind === 'root' ? await this.#groupedMessageOf(investigation) : undefined;
    const whyNone = this.#parts.services.whyNone?.();
    const thread = slot.kind === 'pointer' ? await this.#threadOf(investigation) : undefined;
    return compose(investigation, slot, { services, whyNone, earlierThread, groupedMessage, thread });
  }

  async #threadOf({ id, place: { channel, adopted } }: Investigation): Promise<string | undefined> {
    const ts = adopted?.ts ?? (await this.#parts.stores.outbox.sentAs(id, 'root'));
    return ts && permalink(this.client, { channel, ts });
  }

  /** The address of the message that lists the workload beside others. */
  async #groupedMessageOf({ place: { channel, listedIn } }: Investigation): Promise<string | undefined> {
    return listedIn && permalink(this.client, { channel, ts: listedIn.ts });
  }

  /** The address of the thread in which the same path was found before; undefined when it is gone. */
  async #earlierThreadOf({ conclusions }: Investigation, shown: string): Promise<string | undefined> {
    const earlier = conclusions.find(({ key }) => key === shown)?.recurrence;
    return earlier?.ts && permalink(this.client, { channel: earlier.channel, ts: earlier.ts });
  }
}

const READ_BY_DEFAULT = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });

/** What every part of a bot is opened with. */
interface Wiring {
  readonly parts: BotParts & { readonly alarm: Alarm };
  readonly store: InvestigationStore;
  readonly sightings: Sightings;
  readonly report: (problem: string, error: unknown) => void;
}
