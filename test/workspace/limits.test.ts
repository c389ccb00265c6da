import { describe, expect, it } from 'vitest';
import { aClient, aWorkspace, faultsOf, refusal } from './a-workspace.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const section = { type: 'section', text: mrkdwn(1) };
const button = (over: object = {}) => ({ type: 'button', text: plain(3), action_id: 'yes', ...over });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const options = (count: number) => Array.from({ length: count }, (_, n) => ({ text: plain(3), value: String(n) }));
const menu = (over: object) => actions({ type: 'static_select', placeholder: plain(3), options: options(1), ...over });
const image = (over: object) => ({ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a', ...over });
const many = <T>(count: number, item: T) => Array.from({ length: count }, () => item);

const fine: readonly [string, object[]][] = [
  ['50 blocks', many(50, { type: 'divider' })],
  ['section of 3000', [{ type: 'section', text: mrkdwn(3000) }]],
  ['10 fields', [{ type: 'section', fields: many(10, mrkdwn(100)) }]],
  ['header of 150', [{ type: 'header', text: plain(150) }]],
  ['10 context elements', [{ type: 'context', elements: many(10, mrkdwn(5)) }]],
  ['25 buttons', [actions(...Array.from({ length: 25 }, (_, n) => button({ action_id: `a${n}` })))]],
  ['button text of 75, value of 2000', [actions(button({ text: plain(75), value: 'x'.repeat(2000) }))]],
  ['100 options', [menu({ options: options(100) })]],
  ['markdown of 12000', [{ type: 'markdown', text: 'x'.repeat(12_000) }]],
  ['accessory', [{ ...section, accessory: button() }]],
];

const faulty: readonly [string, object[], string][] = [
  ['51 blocks', many(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
  [
    'section of 3001',
    [{ type: 'section', text: mrkdwn(3001) }],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'empty text',
    [{ type: 'section', text: mrkdwn(0) }],
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['section without text', [{ type: 'section' }], 'missing required field: text or fields [json-pointer:/blocks/0]'],
  [
    '11 fields',
    [{ type: 'section', fields: many(11, mrkdwn(1)) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'field of 2001',
    [{ type: 'section', fields: [mrkdwn(2001)] }],
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'header of 151',
    [{ type: 'header', text: plain(151) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'header in mrkdwn',
    [{ type: 'header', text: mrkdwn(5) }],
    'must be a plain_text object [json-pointer:/blocks/0/text/type]',
  ],
  [
    '11 context elements',
    [{ type: 'context', elements: many(11, mrkdwn(1)) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    '26 buttons',
    [actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })))],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'button text of 76',
    [actions(button({ text: plain(76) }))],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'button value of 2001',
    [actions(button({ value: 'x'.repeat(2001) }))],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'button style',
    [actions(button({ style: 'blue' }))],
    'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'action_id of 256',
    [actions(button({ action_id: 'x'.repeat(256) }))],
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'action_id twice',
    [actions(button(), button())],
    'action_id already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'block_id of 256',
    [{ ...section, block_id: 'x'.repeat(256) }],
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    'block_id twice',
    many(2, { ...section, block_id: 'same' }),
    'block_id already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    '101 options',
    [menu({ options: options(101) })],
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  ['no options', [menu({ options: [] })], 'must have at least 1 items [json-pointer:/blocks/0/elements/0/options]'],
  [
    'option text of 76',
    [menu({ options: [{ text: plain(76), value: 'v' }] })],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
  ],
  [
    'option value of 151',
    [menu({ options: [{ text: plain(7), value: 'v'.repeat(151) }] })],
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
  ],
  [
    '6 overflow options',
    [actions({ type: 'overflow', options: options(6) })],
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'image without alt_text',
    [image({ alt_text: undefined })],
    'missing required field: alt_text [json-pointer:/blocks/0]',
  ],
  [
    'alt_text of 2001',
    [image({ alt_text: 'x'.repeat(2001) })],
    'must be less than 2001 characters [json-pointer:/blocks/0/alt_text]',
  ],
  [
    'image of two sources',
    [image({ slack_file: { id: 'F1' } })],
    'must provide exactly one of: image_url, slack_file [json-pointer:/blocks/0]',
  ],
  [
    'slack_file of id and url',
    [image({ image_url: undefined, slack_file: { id: 'F1', url: 'u' } })],
    'must provide exactly one of: id, url [json-pointer:/blocks/0/slack_file]',
  ],
  [
    'unknown slack_file',
    [image({ image_url: undefined, slack_file: { id: 'F1' } })],
    'invalid slack file [json-pointer:/blocks/0/slack_file.id/slack_file]',
  ],
  ['unknown block', [{ type: 'flame_graph' }], 'unsupported type: flame_graph [json-pointer:/blocks/0/type]'],
  ['unknown property', [{ ...section, colour: 'red' }], 'invalid additional property: colour [json-pointer:/blocks/0]'],
  ['input in a message', [{ type: 'input', label: plain(3) }], 'unsupported type: input [json-pointer:/blocks/0/type]'],
  [
    'table of 101 rows',
    [{ type: 'table', rows: many(101, [{ type: 'raw_text', text: 'x' }]) }],
    'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
  ],
  [
    'table of 21 columns',
    [{ type: 'table', rows: [many(21, { type: 'raw_text', text: 'x' })] }],
    'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
  ],
];

describe('blocks', () => {
  it.each(fine)('takes %s', async (_name, blocks) => {
    const workspace = await aWorkspace();
    const posted = aClient(workspace).apiCall('chat.postMessage', { channel: '#alerts', text: 'x', blocks });
    expect(await faultsOf(posted)).toEqual([]);
    expect(await refusal(posted)).toBe('ok');
  });

  it.each(faulty)('refuses %s', async (_name, blocks, fault) => {
    const workspace = await aWorkspace();
    const posted = aClient(workspace).apiCall('chat.postMessage', { channel: '#alerts', text: 'x', blocks });
    expect(await refusal(posted)).toBe('invalid_blocks');
    expect(await faultsOf(posted)).toContain(`[ERROR] ${fault}`);
    expect(workspace.messages('alerts')).toEqual([]);
  });

  it('refuses more than 12 000 characters together', async () => {
    const workspace = await aWorkspace();
    const blocks = many(5, { type: 'section', text: mrkdwn(2500) });
    expect(
      await refusal(aClient(workspace).apiCall('chat.postMessage', { channel: '#alerts', text: 'x', blocks })),
    ).toBe('msg_blocks_too_long');
  });
});

describe('texts', () => {
  it.each([
    ['chat.postMessage', 40_000],
    ['chat.update', 4000],
  ])('%s takes %d characters and no more', async (method, most) => {
    const workspace = await aWorkspace({ clock: { now: () => (tick += 1000) } });
    const client = aClient(workspace);
    const { ts } = await client.chat.postMessage({ channel: '#alerts', text: 'first' });
    const channel = workspace.channels['alerts']?.id ?? '';
    const call = (length: number) => refusal(client.apiCall(method, { channel, ts, text: 'x'.repeat(length) }));
    expect([await call(most), await call(most + 1)]).toEqual(['ok', 'msg_too_long']);
  });
  let tick = Date.parse('2026-11-23T03:00:00Z');

  it('wants something to show', async () => {
    const workspace = await aWorkspace();
    expect(await refusal(aClient(workspace).apiCall('chat.postMessage', { channel: '#alerts', blocks: [] }))).toBe(
      'no_text',
    );
  });
});
