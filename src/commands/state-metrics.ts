import { Gauge, type Registry } from 'prom-client';
import type { Bytes } from '../measurement/bytes.ts';
import type { Bot } from './bot.ts';
import type { Sources } from './sources.ts';
import type { Stores } from './stores.ts';

/** What is read when someone asks for the metrics. */
export interface ShownState {
  readonly bot: Bot;
  readonly sources: Pick<Sources, 'standing'>;
  readonly stores: Pick<Stores, 'room'> & { readonly collector: Pick<Stores['collector'], 'snapshots'> };
  /** What the store may take: `collector.maxBytes`. */
  readonly bound: Bytes;
  /** What is wrong with the source of metrics; undefined when it answers. */
  readonly sourceTrouble: () => string | undefined;
}

type LabelledValue = readonly [labels: Readonly<Record<string, string>>, value: number];

interface Shown {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** One value without labels, or the values that there are now: what was there before and is gone is not shown. */
  read(state: ShownState): Promise<readonly LabelledValue[]> | readonly LabelledValue[];
}

/** Adds what the bot's own state shows whenever it is asked for. */
export function showState(state: ShownState, register: Registry): void {
  for (const { name, help, labels = [], read } of SHOWN) {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [register],
      async collect() {
        const values = await read(state);
        this.reset();
        for (const [label, value] of values) this.set(label, value);
      },
    });
  }
}

const alone = (value: number): readonly LabelledValue[] => [[{}, value]];

/** Every state, so that one that no investigation is in shows 0. */
const STATES = ['needs-service', 'asking', 'concluding', 'concluded', 'cancelled'] as const;

const SHOWN: readonly Shown[] = [
  {
    name: 'leakbot_outbox_pending',
    help: 'Messages and reactions that Slack has not taken yet.',
    read: async ({ bot }) => alone(await bot.unreported()),
  },
  {
    name: 'leakbot_gestures_pending',
    help: 'Clicks, commands and mentions that are stored and not done yet.',
    read: async ({ bot }) => alone(await bot.gesturesPending()),
  },
  {
    name: 'leakbot_slack_connected',
    help: '1 while events from Slack can arrive.',
    read: ({ bot }) => alone(bot.slackConnected() ? 1 : 0),
  },
  {
    name: 'leakbot_investigations',
    help: 'Investigations that are stored, by their state.',
    labels: ['state'],
    async read({ bot }) {
      const counts = new Map((await bot.census()).investigations.map(({ status, count }) => [status, count]));
      return STATES.map((state) => [{ state }, counts.get(state) ?? 0]);
    },
  },
  {
    name: 'leakbot_findings',
    help: 'Findings of reports that were given, by kind; kept longer than their investigations.',
    labels: ['kind'],
    read: async ({ bot }) => (await bot.census()).findings.map(({ kind, count }) => [{ kind }, count]),
  },
  {
    name: 'leakbot_findings_rated',
    help: 'What people said to “Was this right?”, by kind of finding; kept as long as the findings are.',
    labels: ['kind', 'right'],
    read: async ({ bot }) =>
      (await bot.ratings()).flatMap(({ kind, right, wrong }): LabelledValue[] => [
        [{ kind, right: 'yes' }, Number(right)],
        [{ kind, right: 'no' }, Number(wrong)],
      ]),
  },
  {
    name: 'leakbot_source_up',
    help: '1 while the source of metrics answers; asked at most once a minute.',
    labels: ['source'],
    read: ({ sourceTrouble }) => [[{ source: 'metrics' }, sourceTrouble() === undefined ? 1 : 0]],
  },
  {
    name: 'leakbot_targets',
    help: 'Processes that the embedded collector visits: up when they gave their metrics at the last visit, else down.',
    labels: ['state'],
    read({ sources }) {
      const { up, down } = sources.standing() ?? { up: 0, down: 0 };
      return [
        [{ state: 'up' }, up],
        [{ state: 'down' }, down],
      ];
    },
  },
  {
    name: 'leakbot_snapshots',
    help: 'Profiles that the embedded collector keeps, by kind.',
    labels: ['kind'],
    read: async ({ stores }) =>
      (await stores.collector.snapshots.totals()).counts.map(({ kind, count }) => [{ kind }, count]),
  },
  {
    name: 'leakbot_snapshot_bytes',
    help: 'What those profiles take in the store; equal ones are kept once.',
    read: async ({ stores }) => alone((await stores.collector.snapshots.totals()).bytes),
  },
  {
    name: 'leakbot_store_bytes',
    help: 'What the store takes on the disk, with the log beside it.',
    read: async ({ stores }) => alone((await stores.room()).taken),
  },
  {
    name: 'leakbot_store_limit_bytes',
    help: 'What the store may take: collector.maxBytes of leakbot.yaml.',
    read: ({ bound }) => alone(bound),
  },
  {
    name: 'leakbot_store_free_bytes',
    help: 'What is free in the file system of the store.',
    read: async ({ stores }) => {
      const { free } = await stores.room();
      return free === undefined ? [] : alone(free);
    },
  },
];
