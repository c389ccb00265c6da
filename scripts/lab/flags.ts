import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choice, option, readCount, readDuration } from '../../src/commands/options.ts';
import { parseBytes } from '../../src/measurement/bytes.ts';
import type { LabOptions } from './lab.ts';
import { PACES, type Pace, type ScenarioName } from './scenario.ts';

/** What both commands of the lab take. */
export interface LabFlags {
  readonly pace?: Pace;
  readonly pods?: number;
  readonly limit?: number;
  readonly scrapeInterval?: number;
  readonly rollOutAfter?: number;
  readonly basePort?: number;
  readonly dir?: string;
}

export const LAB_FLAGS = {
  pace: choice('how long a leaking container lives: 45 s, 3 min or 8 min', PACES),
  pods: option('count', 'pods of the service; 6 when left out', readCount),
  limit: option('bytes', 'memory limit of each, such as 160Mi', readBytes),
  scrapeInterval: option('duration', 'of Prometheus, such as 15s', readDuration),
  rollOutAfter: option('duration', 'start healthy and roll the faulty revision out later', readDuration),
  basePort: option('port', 'first of five on loopback addresses; free ones from 19090 on when left out', readCount),
  dir: option('folder', 'logs, configurations, data; a new temporary one when left out', String),
} as const;

export function optionsOf(scenario: ScenarioName, flags: LabFlags): LabOptions {
  return {
    scenario,
    dir: flags.dir ?? mkdtempSync(join(tmpdir(), `lab-${scenario}-`)),
    ...(flags.pace && { pace: flags.pace }),
    ...(flags.pods !== undefined && { pods: flags.pods }),
    ...(flags.limit !== undefined && { limitBytes: flags.limit }),
    ...(flags.scrapeInterval !== undefined && { scrapeIntervalMs: flags.scrapeInterval }),
    ...(flags.rollOutAfter !== undefined && { rollOutAfterMs: flags.rollOutAfter }),
    ...(flags.basePort !== undefined && { basePort: flags.basePort }),
  };
}

function readBytes(text: string): number {
  const read = parseBytes(text);
  if (read === undefined) throw new Error('write an amount such as 160Mi');
  return read;
}
