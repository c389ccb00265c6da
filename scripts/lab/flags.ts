import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseBytes } from '../../src/measurement/bytes.ts';
import { parseDuration } from '../../src/measurement/duration.ts';
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

export function addLabFlags(command: Command): Command {
  return command
    .addOption(new Option('--pace <pace>', 'how long a leaking container lives: 45 s, 3 min or 8 min').choices(PACES))
    .option('--pods <count>', 'pods of the service (default 6)', whole)
    .option('--limit <bytes>', 'memory limit of each, such as 160Mi', bytes)
    .option('--scrape-interval <duration>', 'of Prometheus, such as 15s', duration)
    .option('--roll-out-after <duration>', 'start healthy and roll the faulty revision out later', duration)
    .option('--base-port <port>', 'first of five ports on loopback addresses (default: free ones from 19090 on)', whole)
    .option('--dir <folder>', 'logs, configurations, data (default: a new temporary folder)');
}

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

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
}

function bytes(text: string): number {
  const read = parseBytes(text);
  if (read === undefined) throw new InvalidArgumentError('such as 160Mi');
  return read;
}

export function duration(text: string): number {
  const read = parseDuration(text);
  if (read === undefined) throw new InvalidArgumentError('such as 15s or 45m');
  return read;
}
