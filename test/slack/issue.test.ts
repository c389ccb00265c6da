import { expect, test } from 'vitest';
import type { Conclusion } from '../../src/investigation/state/investigation.ts';
import type { Repository } from '../../src/service/service.ts';
import { ISSUE_MODAL } from '../../src/slack/blocks/issue-modal.ts';
import { showDraft } from '../../src/slack/listeners/issue.ts';
import { aService, NOON, Story } from '../support/investigations.ts';
import { aSocketApp, aWorkspace } from '../workspace/a-workspace.ts';

/** A report with so many words that the draft does not fit a field. */
function aConclusion(lines: number): Conclusion {
  const frames = [{ function: 'cache.Put', file: '/build/cache/cache.go', line: 88 }];
  const paths = [{ frames, below: [], base: 0, current: 2 ** 20, delta: 2 ** 20, share: 1 }];
  const evidence = Array.from({ length: lines }, (_, line) => `Evidence <!channel> in line ${line}.`);
  const words = {
    title: 'Heap leak in cache.Put',
    confidence: 0.9,
    evidence,
    advice: ['Fix: bound it.'],
    proof: 'Level.',
  };
  return { key: '1', finding: { ...words, kind: 'heap-leak', paths }, links: {}, gaps: [], at: NOON };
}

async function drafted(lines: number, repository?: Repository) {
  const workspace = await aWorkspace();
  const { investigation } = new Story();
  const service = { ...(investigation.service ?? aService()), repository };
  const concluded = { ...investigation, service, conclusions: [aConclusion(lines)] };
  await aSocketApp(workspace, (app) => {
    app.action('draft-issue', async ({ ack, body, client }) => {
      await ack();
      const trigger = body.type === 'block_actions' ? body.trigger_id : '';
      const means = { client, threadOf: () => Promise.resolve('https://slack/thread') };
      await showDraft(means, { conclusion: '1', investigation: concluded, trigger, at: { channel: 'C0ALERTS' } });
    });
    app.view(ISSUE_MODAL, ({ ack }) => ack());
  });
  const text = { type: 'plain_text', text: 'Draft issue' };
  const elements = [{ type: 'button', action_id: 'draft-issue', text }];
  const message = workspace.app('Leakbot').post('alerts', { blocks: [{ type: 'actions', elements }] });
  const dana = workspace.as('dana');
  await dana.click(message, 'Draft issue');
  return { dana, view: await workspace.until(() => dana.view()) };
}

test.each([2, 200])('an issue draft with %i lines of evidence opens as a modal to copy from', async (lines) => {
  const { dana, view } = await drafted(lines);
  const text = JSON.stringify(view.content['blocks']);
  expect(text).toContain('markets-api: Heap leak in cache.Put');
  expect(text).toContain('- Thread: https://slack/thread');
  expect(text.includes('…')).toBe(lines === 200);
  expect((await dana.submit()).receipt.acknowledged).toBe(true);
  expect(dana.view()).toBeUndefined();
});

test.each([2, 200])(
  'a draft with %i lines of evidence is one click away from the form of its repository',
  async (lines) => {
    const { view } = await drafted(lines, { url: 'https://github.com/acme/markets' });
    const [actions] = view.content['blocks'] as [{ elements: [{ url: string; text: { text: string } }] }];
    const [{ url, text }] = actions.elements;
    expect(text.text).toBe('New GitHub issue');
    expect(url.length).toBeLessThanOrEqual(3000);
    const form = new URL(url);
    expect(`${form.origin}${form.pathname}`).toBe('https://github.com/acme/markets/issues/new');
    expect(form.searchParams.get('title')).toBe('markets-api: Heap leak in cache.Put');
    expect(form.searchParams.get('body')).toContain('- Thread: https://slack/thread');
    expect(form.searchParams.get('body')?.endsWith('in Slack)')).toBe(lines === 200);
  },
);

test('a repository without a form offers the text alone', async () => {
  const { view } = await drafted(2, { url: 'https://git.example.com/acme/markets' });
  expect(JSON.stringify(view.content['blocks'])).not.toContain('open-issue-form');
});
