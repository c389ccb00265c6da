import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Investigation } from '../../src/investigation/state/investigation.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import { playThrough } from '../demo/autoplay.ts';
import { appManifest } from '../demo/stage.ts';
import type { LabEvent } from '../lab/cluster/event.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import type { ScenarioName } from '../lab/scenario.ts';
import { scenarioOf } from '../lab/scenarios/scenarios.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';
import { dumpAgainAndAgain, RECORDED } from './flight-recordings.ts';
import { startGate } from './gate.ts';
import { type Sources, startLiveBot } from './live-bot.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

export interface LiveOptions {
  readonly sources?: Sources;
  /** So many OOM kills happen before the alert goes through; as many as the scenario says when left out. */
  readonly kills?: number;
  readonly onProgress?: (message: string) => void;
}

export interface LiveRun {
  readonly outcome: Outcome;
  readonly investigation: Investigation;
}

const PODS = 3;
/** The rarest kill is a burst's: one report in a minute and a half on average, after a quiet start. */
const PATIENCE: Milliseconds = 10 * MINUTE;
/**
 * A service that is never killed is looked at when it has been level for much longer than its caches took to fill: half a
 * minute on an idle machine, two on a busy one, because the lab's clients share it.
 */
const CALM: Milliseconds = 4 * MINUTE;
/** Times the longest run that ended. What has run for so long has stopped ending, as everyone who looks at it would say. */
const OUTLIVED = 5;

/**
 * The whole chain: a real service killed by the kernel, a real Prometheus and Alertmanager, the production bot, and a
 * person who answers every question as recommended. Throws when the lab cannot run here.
 */
export async function playLive(scenario: ScenarioName, options: LiveOptions = {}): Promise<LiveRun> {
  const { sources = 'prometheus', onProgress = () => undefined } = options;
  const { kills = scenarioOf(scenario).calledAfterKills ?? 2 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-live-'));
  const webhookToken = randomUUID();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const workspace = stack.adopt(await startWorkspace({ manifest: appManifest() }), (each) => each.close());
  const gate = stack.adopt(await startGate(), (each) => each.close());
  const webhook = { url: gate.url, token: webhookToken };
  const lab = stack.adopt(
    await startLab({
      scenario,
      pace: 'fast',
      pods: PODS,
      webhook,
      dir: join(folder, 'lab'),
      environment: sources === 'recordings' ? RECORDED : {},
      onProgress,
    }),
    (each) => each.close(),
  );
  if (sources === 'recordings') stack.adopt(dumpAgainAndAgain(lab, folder, onProgress), (each) => each.stop());
  const around = { lab, workspace, folder, webhookToken, sources };
  const bot = stack.adopt(await startLiveBot(around), (each) => each.stop());

  if (lab.scenario.calm === undefined) {
    await eventually(() => killsOf(lab) >= kills, `${kills} OOM kills`);
    gate.open(`${bot.url}/webhooks/alertmanager`);
  } else {
    await eventually(() => restartsOf(lab) >= PODS * (lab.scenario.restarts?.count ?? 0), 'the restarts');
    const levels =
      lab.scenario.finding === 'warm-up' ? stack.adopt(watchLevels(lab), (each) => each.stop()) : undefined;
    await sleep(Math.max(CALM, OUTLIVED * longestRun(lab.events())));
    if (levels !== undefined) await eventually(() => levels.stand(), 'memory that stood for twice as long as it rose');
    await workspace.as('dana').command(`/leak ${lab.scenario.program.name}`, 'alerts');
  }
  onProgress('someone is called');
  await firstMessage(workspace);
  const investigation = await playThrough(bot, workspace);
  return { outcome: outcomeOf(investigation, scenario, lab.scenario.finding), investigation };
}

function killsOf(lab: Lab): number {
  return lab.events().filter(({ kind }) => kind === 'oom-killed').length;
}

function restartsOf(lab: Lab): number {
  return lab.events().filter(({ kind }) => kind === 'exited').length;
}

/** The longest time that a container took from its start to its end. */
function longestRun(events: readonly LabEvent[]): Milliseconds {
  const ages = events.flatMap((event, index) => {
    if (event.kind !== 'exited') return [];
    const started = events
      .slice(0, index)
      .findLast((each) => each.kind === 'container-started' && each.pod === event.pod);
    return started === undefined ? [] : [event.time - started.time];
  });
  return Math.max(0, ...ages);
}

/** Times the rise. Memory that has stood for so long has filled what fills after a start, as everyone who looks at it would say. */
const STOOD = 2;
/** A run of fewer minutes is too young to say that it does not grow, whoever looks. */
const OLD: Milliseconds = 6 * MINUTE;
/** Share of its level. Below it memory still rises. */
const AT_LEVEL = 0.95;

/**
 * Watches how the memory of each pod rises after its start; says whether each has stood at its level for long enough: on a
 * busy machine the same requests, and with them the rise, take several times as long.
 */
function watchLevels(lab: Lab): { readonly stand: () => boolean; readonly stop: () => void } {
  const seen = new Map<string, { readonly at: number; readonly rss: number }[]>();
  const look = () => {
    for (const { name, startedAt, rss } of lab.pods()) {
      if (startedAt === undefined || rss === undefined) continue;
      const run = `${name} since ${startedAt}`;
      seen.set(run, [...(seen.get(run) ?? []), { at: Date.now(), rss }]);
    }
  };
  const looking = setInterval(look, SECOND);
  const stands = ({ name, startedAt = Date.now() }: ReturnType<Lab['pods']>[number]) => {
    const own = seen.get(`${name} since ${startedAt}`) ?? [];
    const level = Math.max(...own.slice(-LATEST).map(({ rss }) => rss));
    const risen = own.find(({ rss }) => rss >= AT_LEVEL * level)?.at ?? Date.now();
    const old = Date.now() - startedAt >= OLD;
    return old && own.length > LATEST && Date.now() - risen >= STOOD * (risen - startedAt);
  };
  return { stand: () => lab.pods().every(stands), stop: () => clearInterval(looking) };
}

/** Looks that show the level of now. */
const LATEST = 20;

async function firstMessage(workspace: Workspace): Promise<void> {
  await workspace.until(() => workspace.messages('alerts').at(0), { what: 'the alert', timeoutMs: 2 * MINUTE });
}

async function eventually(happened: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !happened(); await sleep(200)) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE} ms: ${what}`);
  }
}
