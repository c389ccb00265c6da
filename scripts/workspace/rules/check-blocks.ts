import { asPayload, asPayloads, asText, isPayload, type Payload } from '../payload.ts';
import { surfaces, viewShapes } from './blocks.ts';
import { faultAt, fieldFaults, type SlackFileCheck, shapeFaults } from './shape.ts';

interface Asked {
  readonly surface: keyof typeof surfaces;
  /** Where the blocks stand in the call: `/blocks`, `view/blocks`, `/attachments/0/blocks`. */
  readonly pointer: string;
  readonly slackFile: SlackFileCheck;
}

/** All faults of a list of blocks, as Slack words them. */
export function blockFaults(blocks: unknown, asked: Asked): readonly string[] {
  const { blocks: among, most } = surfaces[asked.surface];
  const list = { kind: 'list', of: { kind: 'typed', among }, max: most, min: 0 } as const;
  return [...fieldFaults(blocks, list, asked), ...repeatedIds(asPayloads(blocks), asked.pointer)];
}

/** All faults of a modal or a Home tab, its blocks included. */
export function viewFaults(view: unknown, type: keyof typeof viewShapes, slackFile: SlackFileCheck): readonly string[] {
  if (!isPayload(view)) return [faultAt('must provide an object', '/view')];
  const inputs = asPayloads(view['blocks']).some((block) => block['type'] === 'input');
  return [
    ...(view['type'] === type ? [] : [faultAt('unsupported type', 'view/type')]),
    ...shapeFaults(view, viewShapes[type], { pointer: 'view', slackFile }),
    ...(type === 'modal' && inputs && view['submit'] === undefined
      ? [faultAt('missing required field: submit', 'view')]
      : []),
    ...blockFaults(view['blocks'] ?? [], { surface: type, pointer: 'view/blocks', slackFile }),
  ];
}

/** A block_id must be unique in its message, an action_id in its block. */
function repeatedIds(blocks: readonly Payload[], pointer: string): readonly string[] {
  return [
    ...repeats(blocks, 'block_id', pointer),
    ...blocks.flatMap((block, index) =>
      repeats(asPayloads(block['elements']), 'action_id', `${pointer}/${index}/elements`),
    ),
  ];
}

function repeats(items: readonly Payload[], key: 'block_id' | 'action_id', pointer: string): readonly string[] {
  const ids = items.map((item) => asText(item[key]));
  return ids.flatMap((id, index) =>
    id !== '' && ids.indexOf(id) < index ? [faultAt(`${key} already exists`, `${pointer}/${index}/${key}`)] : [],
  );
}

/** Characters of everything that is shown (every `text` that is a string), for the limit over all blocks. */
export function shownCharacters(value: unknown): number {
  const parts = Array.isArray(value) ? value : Object.values(asPayload(value));
  const own = asText(asPayload(value)['text']).length;
  return parts.reduce<number>((sum, part) => sum + (typeof part === 'object' ? shownCharacters(part) : 0), own);
}
