import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from './figure.ts';

const run = promisify(execFile);

/** Of one process. */
export interface Cost {
  readonly seconds: number;
  readonly processor: number;
  readonly mebibytes: number;
}

/** Runs a command to its end, by GNU time. */
export async function measure(command: readonly string[], cwd: string): Promise<Cost> {
  const { stderr } = await run('/usr/bin/time', ['-f', 'cost %e %U %S %M', ...command], { cwd, maxBuffer: 2 ** 30 });
  const found = /cost ([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr)?.slice(1).map(Number) ?? [];
  const [seconds = 0, user = 0, system = 0, kibibytes = 0] = found;
  return { seconds, processor: user + system, mebibytes: kibibytes / 1024 };
}

export function medians(costs: readonly Cost[]): Cost {
  const middle = (part: keyof Cost) => median(costs.map((cost) => cost[part]));
  return { seconds: middle('seconds'), processor: middle('processor'), mebibytes: middle('mebibytes') };
}

export function writtenCost({ seconds, processor, mebibytes }: Cost): string {
  return `${seconds.toFixed(2)} s, ${processor.toFixed(2)} s of processor, ${Math.round(mebibytes)} MiB`;
}
