import type { Message } from '../model.ts';
import { asPayload, asPayloads, asText, type Payload } from '../payload.ts';

/** An interactive element and the block it stands in. */
export interface Placed {
  readonly blockId: string;
  readonly element: Payload;
}

/** Everything in blocks that can be clicked or chosen from, in reading order. */
export function interactiveElements(blocks: readonly Payload[]): readonly Placed[] {
  return blocks.flatMap((block) => {
    const inner = [...asPayloads(block['elements']), asPayload(block['accessory']), asPayload(block['element'])];
    return inner
      .filter((element) => asText(element['action_id']) !== '')
      .map((element) => ({ blockId: asText(block['block_id']), element }));
  });
}

/** What a person reads on it: a button's text or a menu's placeholder. */
export function labelOf(element: Payload): string {
  return asText(asPayload(element['text'])['text']) || asText(asPayload(element['placeholder'])['text']);
}

export function elementsOf(message: Message): readonly Placed[] {
  const attached = message.attachments.flatMap((one) => interactiveElements(asPayloads(one['blocks'])));
  return [...interactiveElements(message.blocks), ...attached];
}

/**
 * The one element with that label or action id (`block_id/action_id` where it is not unique); else the one whose label
 * contains it. Throws, naming what there is, when there is none or more than one.
 */
export function findElement(elements: readonly Placed[], wanted: string): Placed {
  const exact = elements.filter(({ blockId, element }) => {
    const action = asText(element['action_id']);
    return [labelOf(element), action, `${blockId}/${action}`].includes(wanted);
  });
  const candidates = exact.length > 0 ? exact : elements.filter(({ element }) => labelOf(element).includes(wanted));
  const [found, another] = candidates;
  if (found !== undefined && another === undefined) return found;
  const seen = elements.map(({ element }) => `«${labelOf(element)}» (${asText(element['action_id'])})`).join(', ');
  const fault = found === undefined ? 'nothing to act on is' : 'more than one thing is';
  throw new Error(`${fault} called «${wanted}»; there are: ${seen || 'none'}`);
}

/** The option of a menu with that label or value, or whose label contains it. Throws when there is none. */
export function findOption(element: Payload, wanted: string): Payload {
  const groups = asPayloads(element['option_groups']).flatMap((group) => asPayloads(group['options']));
  const options = [...asPayloads(element['options']), ...groups];
  const label = (option: Payload) => asText(asPayload(option['text'])['text']);
  const found =
    options.find((option) => label(option) === wanted || option['value'] === wanted) ??
    options.find((option) => label(option).includes(wanted));
  if (found === undefined) throw new Error(`no option «${wanted}»; there are: ${options.map(label).join(', ')}`);
  return found;
}
