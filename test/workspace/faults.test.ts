import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../scripts/workspace/faults.ts';
import { aClient, aClock, aSocketApp, aWorkspace, refusal } from './a-workspace.ts';

const post = { method: 'chat.postMessage' };

describe('faults', () => {
  it.each<[string, FaultRule, string, number]>([
    ['an error', { ...post, kind: 'error', error: 'token_revoked' }, 'token_revoked', 0],
    ['a rate limit', { ...post, kind: 'rate-limited', seconds: 7 }, 'slack_webapi_rate_limited_error', 0],
    ['a server error', { ...post, kind: 'status', status: 500 }, 'slack_webapi_http_error', 0],
    ['a lost answer: it was performed', { ...post, kind: 'lost-answer' }, 'slack_webapi_request_error', 1],
    ['no connection: it was not performed', { ...post, kind: 'refused-connection' }, 'slack_webapi_request_error', 0],
    ['a slow answer', { ...post, kind: 'slow', ms: 30 }, 'ok', 1],
  ])('%s', async (_name, rule, outcome, posted) => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    workspace.faults.add(rule);
    const call = () => refusal(aClient(workspace).chat.postMessage({ channel: '#alerts', text: 'x' }));
    expect(await call()).toBe(outcome);
    expect(workspace.messages('alerts').length).toBe(posted);
    clock.advance(1000);
    expect(await call()).toBe('ok');
  });

  it('strikes after as many good calls as asked', async () => {
    const workspace = await aWorkspace();
    workspace.faults.add({ method: 'auth.test', kind: 'error', error: 'account_inactive', after: 1, times: 2 });
    const outcomes = [];
    for (let n = 0; n < 4; n += 1) outcomes.push(await refusal(aClient(workspace).auth.test()));
    expect(outcomes).toEqual(['ok', 'account_inactive', 'account_inactive', 'ok']);
  });

  it('lets a Bolt app reconnect after a refresh', async () => {
    const workspace = await aWorkspace();
    await aSocketApp(workspace, () => undefined);
    expect(workspace.connections()).toBe(1);
    workspace.disconnect('refresh_requested');
    await workspace.until(() => workspace.connections() === 0);
    await workspace.until(() => workspace.connections() === 1, { timeoutMs: 9000, what: 'the reconnection' });
    workspace.as('dana').post('alerts', 'are you there?');
    await workspace.until(() => workspace.deliveries[0]?.receipts.some(({ acknowledged }) => acknowledged));
  });
});
