import { SerialQueue } from '../../src/foundation/serial-queue.ts';
import type { SlackLog } from '../../src/slack/app.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';
import { banner, scenarioRoute } from './banner.ts';
import { readRecording, scenarios } from './recording.ts';
import { appManifest, type Stage, setStage } from './stage.ts';

/** The demo with its page: one recording plays, and another one may be chosen at any time. */
export interface Theatre {
  readonly workspace: Workspace;
  close(): Promise<void>;
}

interface TheatreOptions {
  readonly scenario: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: SlackLog;
}

/** Opens the page and plays the first recording. */
export async function openTheatre({ scenario, port, log }: TheatreOptions): Promise<Theatre> {
  const names = scenarios();
  // Whoever chooses twice before the first play has begun gets both, one after the other.
  const plays = new SerialQueue();
  let playing = readRecording(scenario);
  let stage: Stage | undefined;
  async function play(name: string): Promise<void> {
    await stage?.close();
    stage = undefined;
    // No one answers in the threads of the play before.
    for (const { name: channel } of Object.values(workspace.channels)) workspace.clear(channel);
    stage = await setStage({ workspace, scenario: name, log });
    playing = stage.recording;
    await stage.raiseAlert();
  }
  const workspace = await startWorkspace({
    manifest: appManifest(),
    port,
    fileDelayMs: 300,
    banner: () => banner(names, playing),
    extraRoutes: [scenarioRoute(names, (name) => plays.run(() => play(name)))],
  });
  await plays.run(() => play(scenario));
  return {
    workspace,
    close: () =>
      plays.run(async () => {
        await stage?.close();
        await workspace.close();
      }),
  };
}
