import { describe, expect, it } from 'vitest';
import { cronExpression, periodOf, startTicker } from '../../../src/adapters/cron/ticker.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';

describe('a schedule', () => {
  it.each([
    ['1m', '0 */1 * * * *', MINUTE],
    ['15s', '*/15 * * * * *', MINUTE / 4],
    ['5m', '0 */5 * * * *', 5 * MINUTE],
    ['1h', '0 0 */1 * * *', HOUR],
    ['*/2 * * * *', '*/2 * * * *', 2 * MINUTE],
  ])('%s is %s', (every, expression, period) => {
    expect(cronExpression(every)).toBe(expression);
    expect(periodOf(every)).toBe(period);
  });

  it.each(['90s', '7m', '500ms', 'often', '* *', '61 * * * *', ''])('%s is refused with what to write', (every) => {
    expect(() => cronExpression(every)).toThrow(/^is ".*".*(cron expression|a duration)/);
  });
});

describe('a ticker', () => {
  it('ticks, shows what a tick throws, and waits for the last one when stopped', async () => {
    const reported: unknown[] = [];
    let ended = 0;
    const { promise: ticked, resolve } = Promise.withResolvers<void>();
    const ticker = startTicker(
      '1s',
      async () => {
        resolve();
        await new Promise((done) => setTimeout(done, 50));
        ended += 1;
        throw new Error('broken');
      },
      (error) => reported.push(error),
    );
    await ticked;
    await ticker.stop();
    expect(ended).toBeGreaterThanOrEqual(1);
    expect(reported.map(String)).toContain('Error: broken');
  });
});
