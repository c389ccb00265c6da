import { describe, expect, test } from 'vitest';
import { ACTIONS, readAddress } from '../../../src/slack/blocks/action-ids.ts';
import { type ButtonPress, button } from '../../../src/slack/blocks/button.ts';
import { readPress } from '../../../src/slack/blocks/press.ts';

const step = 'rss-growing.1';

/** One of each kind: one that is left out does not compile. */
const PRESSES: { readonly [Kind in ButtonPress['kind']]: readonly Extract<ButtonPress, { kind: Kind }>[] } = {
  answer: (['yes', 'no', 'unclear'] as const).map((answer) => ({ kind: 'answer', step, answer })),
  change: [{ kind: 'change', step }],
  'look-again': [{ kind: 'look-again', step }],
  capture: [{ kind: 'capture', step }],
  'capture-anyway': [{ kind: 'capture-anyway', capture: 'capture.1' }],
  'capture-not': [{ kind: 'capture-not', capture: 'capture.1' }],
  rate: [true, false].map((right) => ({ kind: 'rate', conclusion: '1', right })),
  'draft-issue': [{ kind: 'draft-issue', conclusion: '1' }],
  cancel: [{ kind: 'cancel' }],
  report: [{ kind: 'report' }],
  'look-further': [{ kind: 'look-further' }],
  unmute: [{ kind: 'unmute' }],
  'fresh-look': [{ kind: 'fresh-look' }],
};

describe('a button', () => {
  test.each(Object.values(PRESSES).flat())('means what it was written for: %o', (press) => {
    const { action_id: action = '', value } = button('text', press, { id: 'inv1' });
    const address = readAddress(value);
    expect(address?.investigation).toBe('inv1');
    expect(readPress(action, { key: address?.step ?? '', chosen: '' })).toEqual(press);
  });

  test('every action that is no menu is written by one', () => {
    const written = Object.values(PRESSES)
      .flat()
      .map((press) => button('text', press, { id: 'inv1' }).action_id);
    const menus: readonly string[] = [ACTIONS.pod, ACTIONS.more, ACTIONS.mute, ACTIONS.service];
    expect(new Set([...written, ...menus])).toEqual(new Set(Object.values(ACTIONS)));
  });
});
