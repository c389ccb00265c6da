import pino from 'pino';
import { playThrough } from '../demo/autoplay.ts';
import { appManifest, setStage } from '../demo/stage.ts';
import { startWorkspace } from '../workspace/workspace.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Plays a recording in a workspace of its own, every question answered as recommended. */
export async function playRecording(scenario: string): Promise<Outcome> {
  const workspace = await startWorkspace({ manifest: appManifest() });
  const log = pino({ level: 'error' }, pino.destination(2));
  const stage = await setStage({ workspace, scenario, log });
  try {
    await stage.raiseAlert();
    return outcomeOf(await playThrough(stage, workspace), scenario, stage.recording.finding);
  } finally {
    await stage.close();
    await workspace.close();
  }
}
