import { describe, expect, test } from 'vitest';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { leakingIn, leakingService, tooth, track, withMeasured } from './go-case.ts';

const service = leakingService();

describe('a pod that climbs to its limit in every life', () => {
  test('memory grows on it, in its own units', () => {
    const judgement = judgeRssGrowing(service);
    expect(judgement).toMatchObject({ answer: 'yes', pod: 'markets-api-7d9f-x2x' });
    expect(judgement.confidence).toBeGreaterThan(0.95);
    expect(judgement.headline).toMatch(
      /^x2x climbs 6[12](\.\d)? MiB\/h in each of 5 container runs and is killed at the limit; the 5 other pods are flat\.$/,
    );
    expect(judgement.nextKill?.at).toBeGreaterThan(service.range.to);
  });

  test('kills under a limit that was raised since were at that limit', () => {
    const raisedAt = service.range.to - HOUR;
    const limitSteps = [
      { from: service.range.from, limit: 512 * MiB },
      { from: raisedAt, limit: 1024 * MiB },
    ];
    const pods = service.pods.map((pod) => (pod.kills.length > 0 ? { ...pod, limit: 1024 * MiB, limitSteps } : pod));
    const judgement = judgeRssGrowing({ ...service, pods });
    expect(judgement.headline).toContain('was killed at the limit of 512 MiB that it had');
    expect(judgement.reasons).toContainEqual(
      expect.stringMatching(/of the limit of 1 GiB \(512 MiB until 23 Nov 09:00 UTC\)\.$/),
    );
  });

  test('the menu shows the worst pod first', () => {
    const captions = rankPods(service).map((pod) => pod.caption);
    expect(captions[0]).toMatch(/^x2x — \d+ MiB, 5 kills, next about \d\d:\d\d UTC$/);
    expect(captions[1]).toMatch(/^\w{3} — 2\d\d MiB$/);
  });

  test('another pod picked from the menu is judged by itself', () => {
    const other = judgeRssGrowing({ ...service, chosen: 'markets-api-7d9f-k7p' });
    expect(other).toMatchObject({ answer: 'no', pod: 'markets-api-7d9f-k7p' });
  });

  test('goroutines between 412 and 431 do not grow', () => {
    const judgement = judgeGoroutinesGrowing(
      withMeasured(service, { goroutines: track((hour) => Math.round(421.5 + 9.5 * Math.sin(hour * 41))) }),
    );
    expect(judgement).toMatchObject({
      answer: 'no',
      headline: '412–431 goroutines throughout: the number does not follow memory.',
    });
  });

  test('goroutines that climb with memory do', () => {
    const judgement = judgeGoroutinesGrowing(
      withMeasured(service, { goroutines: track((hour) => Math.round(80 + 2000 * tooth(hour, 4.5))) }),
    );
    expect(judgement).toMatchObject({ answer: 'yes', suggests: 'goroutine-leak' });
  });

  test('the live heap is related to what RSS gained', () => {
    const saw = (hour: number) => (hour * 60) % 7;
    const judgement = judgeLiveHeapGrowing(
      withMeasured(
        service,
        { 'live-heap': track((hour) => (88 + 60 * tooth(hour, 4.5) + 5 * saw(hour)) * MiB) },
        'floor',
      ),
    );
    expect(judgement).toMatchObject({ answer: 'yes', suggests: 'heap-leak' });
    expect(judgement.headline).toMatch(
      /^The live heap grew \d+ → \d+ MiB in 4 h \d+ min; it is (9\d|100) % of what RSS gained\.$/,
    );
  });

  test('the ledger names the part that grew', () => {
    const judgement = judgeOutsideHeapGrowing(leakingIn({}));
    expect(judgement).toMatchObject({ answer: 'yes', suggests: 'native-growth' });
    expect(judgement.headline).toMatch(
      /^Outside Go \(cgo, mmap, the binary\) grew in .*: all of the growth of [\d.]+ MiB\.$/,
    );
  });

  test('a quantity that no one exposes is named with the setting that adds it', () => {
    for (const judge of [judgeGoroutinesGrowing, judgeLiveHeapGrowing, judgeOutsideHeapGrowing]) {
      const judgement = judge(service);
      expect(judgement.answer).toBe('unclear');
      expect(judgement.reasons[0]).toMatch(/^To add it, .*promhttp/);
    }
  });
});
