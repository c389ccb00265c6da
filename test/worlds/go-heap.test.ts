import { describe, expect, it } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { GoHeap, type GoHeapSettings } from '../../scripts/worlds/programs/go-heap.ts';

const MiB = 2 ** 20;

/** An hour of a level live heap of 100 MiB, a step a second. */
function anHour(settings: GoHeapSettings, garbage: number): { heap: GoHeap; peak: number } {
  const heap = new GoHeap(settings, 0, randomOf(1));
  let peak = 0;
  for (let now = 1; now <= 3600; now += 1) {
    heap.step(now, 1, { live: 100 * MiB, stacks: 0, garbage, beside: 0 });
    peak = Math.max(peak, heap.allocated);
  }
  return { heap, peak };
}

describe('Go’s heap', () => {
  it('grows to twice the live heap under GOGC=100', () => {
    const { heap, peak } = anHour({ gogc: 100 }, 10 * MiB);
    expect(heap.goal).toBeCloseTo(200 * MiB, -6);
    expect(peak).toBeGreaterThan(190 * MiB);
    expect(peak).toBeLessThan(212 * MiB);
    // 10 MiB/s fill 100 MiB of room in ten seconds.
    expect(heap.collections).toBeGreaterThan(300);
    expect(heap.collections).toBeLessThan(400);
  });

  it('is collected every two minutes where little is allocated', () => {
    const { heap, peak } = anHour({ gogc: 100 }, 0.1 * MiB);
    expect(heap.collections).toBeGreaterThanOrEqual(29);
    expect(heap.collections).toBeLessThanOrEqual(36);
    expect(peak).toBeLessThan(115 * MiB);
  });

  it('is never collected with GOGC=off and no memory limit', () => {
    expect(anHour({ gogc: 'off' }, MiB).heap.collections).toBe(0);
  });

  it('fills the memory limit with GOGC=off', () => {
    const { heap, peak } = anHour({ gogc: 'off', memlimit: 400 * MiB }, 10 * MiB);
    expect(heap.byLimit).toBe(true);
    expect(peak).toBeGreaterThan(340 * MiB);
    expect(heap.resident).toBeLessThan(410 * MiB);
  });

  it('keeps released pages resident only where it is configured so', () => {
    const load = { live: 50 * MiB, stacks: 0, garbage: 5 * MiB, beside: 0 };
    const [gives, keeps] = [false, true].map((keepsReleased) => {
      const heap = new GoHeap({ gogc: 100, keepsReleased }, 0, randomOf(1));
      for (let now = 1; now < 600; now += 1) {
        if (now === 300) heap.spike(200 * MiB);
        heap.step(now, 1, load);
      }
      return heap;
    });
    expect(gives?.resident).toBeLessThan(130 * MiB);
    expect(keeps?.resident).toBeGreaterThan(240 * MiB);
    expect(keeps?.released).toBe(gives?.released);
  });
});
