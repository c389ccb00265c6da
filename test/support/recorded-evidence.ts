import { readFileSync } from 'node:fs';
import { readRecording, recordedService } from '../../scripts/demo/recording.ts';
import type { MetricsSource, ProfileComparer, ProfileSource } from '../../src/evidence/ports.ts';
import type { PictureRenderer } from '../../src/presentation/picture.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import type { Service } from '../../src/service/service.ts';
import { aPng } from './a-png.ts';
import { recordedSeries } from './recorded-series.ts';
import { seriesSource } from './series-source.ts';

/** What a bot under test sees: a recorded leak, read from memory and compared in the test's own thread. */
export interface RecordedEvidence {
  readonly service: Service;
  /** When the recording ends. */
  readonly end: number;
  readonly metrics: MetricsSource;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  /** Draws every picture as the same few pixels. */
  readonly renderer: PictureRenderer;
}

export function recordedEvidence(scenario = 'heap-leak'): RecordedEvidence {
  const recording = readRecording(scenario);
  const folder = new URL(`../fixtures/recordings/${scenario}/`, import.meta.url);
  return {
    service: recordedService(recording),
    end: recording.range.to,
    metrics: seriesSource('the recording', recordedSeries(scenario)),
    profiles: {
      name: 'the recording',
      snapshots: ({ kind, instances, range }) =>
        Promise.resolve(
          recording.snapshots
            .filter((each) => each.kind === kind && instances.includes(each.pod))
            .filter((each) => each.time >= range.from && each.time <= range.to)
            .map(({ time, pod, file, processStart }) => ({
              source: 'the recording',
              id: file,
              kind,
              instance: pod,
              time,
              processStart,
            })),
        ),
      read: ({ id }) => Promise.resolve(readFileSync(new URL(id, folder))),
    },
    comparer: {
      async compare({ base, current, sampleType, heap }) {
        const pair = await readPair(
          () => base.profile,
          () => current.profile,
        );
        return compareProfiles(
          { time: base.time, profile: pair.base },
          { time: current.time, profile: pair.current },
          { sampleType, heap },
        );
      },
    },
    renderer: { render: () => Promise.resolve(aPng()) },
  };
}
