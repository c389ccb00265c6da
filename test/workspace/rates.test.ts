import { describe, expect, it } from 'vitest';
import { aClient, aClock, aWorkspace } from './a-workspace.ts';

describe('rates', () => {
  it('one message a second a channel, two at once after a pause, with Retry-After', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const post = (channel: string) => status(aClient(workspace).chat.postMessage({ channel, text: 'x' }));
    expect(await post('#alerts')).toBe('ok');
    expect(await post('#alerts')).toBe('ok');
    expect(await post('#alerts')).toBe('wait 1 s');
    expect(await post('#incidents')).toBe('ok');
    clock.advance(1000);
    expect(await post('#alerts')).toBe('ok');
    expect(await post('#alerts')).toBe('wait 1 s');
    clock.advance(60_000);
    expect(await post('#alerts')).toBe('ok');
    expect(await post('#alerts')).toBe('ok');
    expect(await post('#alerts')).toBe('wait 1 s');
  });

  it.each([
    ['conversations.history', { channel: 'C0ALERTS' }, 50],
    ['files.info', { file: 'F1' }, 100],
    ['conversations.list', {}, 20],
  ])('%s as often a minute as its tier allows', async (method, args, most) => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const call = () => status(aClient(workspace).apiCall(method, args));
    for (let n = 0; n < most; n += 1) expect(await call()).toBe('ok');
    clock.advance(20_000);
    expect(await call()).toBe('wait 40 s');
    clock.advance(40_000);
    expect(await call()).toBe('ok');
  });

  it('does not count what it refused', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const post = () => status(aClient(workspace).chat.postMessage({ channel: '#alerts', text: 'x' }));
    await post();
    await post();
    clock.advance(900);
    expect(await post()).toBe('wait 1 s');
    clock.advance(100);
    expect(await post()).toBe('ok');
  });
});

async function status(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: { retryAfter?: number }) => (error.retryAfter === undefined ? 'ok' : `wait ${error.retryAfter} s`),
  );
}
