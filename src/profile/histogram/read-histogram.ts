import { DEFAULT_LIMITS, type ReadLimits } from '../import/limits.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import { JfrProfile } from '../jfr/jfr-profile.ts';
import { classFrame, className } from '../jfr/names.ts';
import type { Profile } from '../profile.ts';

const ROW = /^\s*\d+:\s+(\d{1,15})\s+(\d{1,15})\s+(\S+)(?:\s+\(\S+\))?\s*$/;
const TOTAL = /^\s*Total\s+(\d{1,18})\s+(\d{1,18})\s*$/;

/** What the histogram of a heap that holds anything has before its rows. */
const COMMENT =
  'A class histogram: exact figures of each class after a collection, and no allocation sites. byte[], String and the nodes of collections are what others are made of: the service’s own class that grows with them shows the cause.';

/**
 * The class histogram of a JVM as a profile: each class a function of its own, with its instances and their bytes. Throws
 * InvalidProfileError for a text that is cut off: its sums would be short.
 */
export function readHistogram(bytes: Uint8Array, { maxFrames }: ReadLimits = DEFAULT_LIMITS): Profile {
  const profile = new JfrProfile(maxFrames);
  const sums = { instances: 0, bytes: 0 };
  let total: { instances: number; bytes: number } | undefined;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [, count, size, name] = ROW.exec(line) ?? [];
    const [, allCount, allSize] = TOTAL.exec(line) ?? [];
    if (allCount !== undefined) total = { instances: Number(allCount), bytes: Number(allSize) };
    if (name === undefined) continue;
    const values = [Number(count), Number(size)];
    sums.instances += values[0] ?? 0;
    sums.bytes += values[1] ?? 0;
    profile.add({ stack: profile.stack([classFrame(className(name))]), labels: {}, values });
  }
  if (total?.instances !== sums.instances || total.bytes !== sums.bytes) {
    throw new InvalidProfileError(
      total === undefined
        ? 'the class histogram is cut off: its last line, Total, is missing'
        : 'the class histogram is damaged: its rows do not add up to its total',
    );
  }
  return profile.finish({
    sampleTypes: [
      { type: 'instances', unit: 'count' },
      { type: 'class_bytes', unit: 'bytes' },
    ],
    defaultSampleType: 'class_bytes',
    time: undefined,
    comments: [COMMENT],
  });
}
