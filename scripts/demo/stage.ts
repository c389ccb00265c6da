import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canvasRenderer } from '../../src/adapters/canvas/canvas-renderer.ts';
import { collectorMetrics } from '../../src/adapters/collector/metrics-source.ts';
import { collectorProfiles } from '../../src/adapters/collector/profile-source.ts';
import { createComparisonPool } from '../../src/adapters/comparison-pool/comparison-pool.ts';
import { startHttpServer } from '../../src/adapters/http-server/http-server.ts';
import { ALERT_SENDERS } from '../../src/alert/senders.ts';
import { type Bot, startBot } from '../../src/commands/bot.ts';
import { openStore } from '../../src/commands/open-store.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import type { SlackLog } from '../../src/slack/app.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { recordedCode } from './recorded-code.ts';
import { type Recording, readRecording, recordedAlert, recordedService, replay } from './recording.ts';

/** One play of a recording: the production bot on a store of its own, connected to the stand-in workspace. */
export interface Stage {
  readonly bot: Bot;
  readonly recording: Recording;
  readonly profiles: ReturnType<typeof collectorProfiles>;
  /** Lets the recorded alert arrive; a recording without one is asked about with `/leak`. */
  raiseAlert(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly workspace: Workspace;
  readonly scenario: string;
  readonly log: SlackLog;
}

const CHANNEL = 'alerts';
const WEBHOOK_TOKEN = 'demo';

/** The app manifest, from which the stand-in takes scopes and commands. */
export function appManifest(mode: 'socket' | 'http' = 'socket'): Record<string, unknown> {
  const name = mode === 'socket' ? 'slack.json' : 'slack-http.json';
  const file = new URL(`../../manifest/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

export async function setStage({ workspace, scenario, log }: StageOptions): Promise<Stage> {
  const recording = readRecording(scenario);
  const shift = systemClock.now() - recording.range.to;
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-demo-'));
  const clock = systemClock;
  const signal = new AbortController().signal;
  const store = await openStore(join(folder, 'leakbot.db'), { clock, log, signal, lost: () => undefined });
  const { samples, snapshots } = store.stores.collector;
  await replay(recording, { samples, snapshots }, shift);

  const channel = workspace.channels[CHANNEL]?.id ?? '';
  const service = recordedService(recording);
  const renderer = canvasRenderer();
  const comparer = createComparisonPool();
  const profiles = collectorProfiles(snapshots);
  const bot = await startBot({
    stores: store.stores,
    clock,
    log,
    metrics: collectorMetrics(samples),
    profiles,
    comparer,
    renderer,
    sourceHost: recordedCode(recording.service.repository),
    services: () => Promise.resolve([service]),
    slack: { botToken: workspace.botToken, appToken: workspace.appToken, apiUrl: workspace.apiUrl },
    channel,
    access: { channels: [], userGroups: [] },
  });
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    senders: ALERT_SENDERS,
    secretOf: () => WEBHOOK_TOKEN,
    onAlerts: (alerts) => bot.intake.receive(alerts),
    readiness: {},
    metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    log,
  });

  return {
    bot,
    recording,
    profiles,
    async raiseAlert() {
      const body = recordedAlert(recording, shift);
      if (body === undefined) {
        await workspace.as('dana').command(`/leak ${service.workload.name}`, CHANNEL);
        return;
      }
      const headers = { authorization: `Bearer ${WEBHOOK_TOKEN}`, 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${http.url}/webhooks/alertmanager`, request);
      if (!response.ok)
        throw new UnavailableError(`the alert was not taken: ${await response.text()}`, { retryable: false });
    },
    async close() {
      await http.close(500);
      await bot.stop();
      await Promise.all([renderer.close(), comparer.close()]);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
