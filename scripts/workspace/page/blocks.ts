// A renderer of our own rather than slack-blocks-to-jsx: that one draws no menus, gives buttons no callback, knows no
// `slack_file` and fixes dates in the server's zone, and these four are most of what is looked at here.

import type { FileShelf } from '../files.ts';
import { asList, asPayload, asPayloads, asText, type Payload } from '../payload.ts';
import { isReady } from '../picture-facts.ts';
import type { WorkspaceState } from '../state.ts';
import { control, textOf } from './controls.ts';
import { type Html, html } from './html.ts';
import { markdown } from './markdown.ts';
import { mrkdwn, type Names, plainText } from './mrkdwn.ts';
import { picture } from './picture.ts';
import { richText } from './rich-text.ts';

/** What rendering needs to know of the workspace. */
export interface Surroundings {
  readonly state: WorkspaceState;
  readonly files: FileShelf;
  readonly names: Names;
}

export function namesOf(state: WorkspaceState): Names {
  return {
    user: (id) => state.users.get(id)?.name ?? id,
    channel: (id) => state.channels.get(id)?.name ?? id,
  };
}

export function renderBlocks(blocks: readonly Payload[], around: Surroundings): Html {
  return html`<div class="blocks">${blocks.map((block) => renderBlock(block, around))}</div>`;
}

export function renderBlock(block: Payload, around: Surroundings): Html {
  const id = asText(block['block_id']);
  switch (block['type']) {
    case 'header':
      return html`<h3 class="block header">${plainText(textOf(block['text']))}</h3>`;
    case 'divider':
      return html`<hr class="block">`;
    case 'section':
      return section(block, around);
    case 'context':
      return html`<div class="block context">${asPayloads(block['elements']).map((one) => contextPart(one, around))}</div>`;
    case 'actions':
      return html`<div class="block actions">${asPayloads(block['elements']).map((element) => control(element, id))}</div>`;
    case 'image':
      return imageBlock(block, around);
    case 'markdown':
      return html`<div class="block markdown">${markdown(asText(block['text']))}</div>`;
    case 'rich_text':
      return html`<div class="block">${richText(block, around.names)}</div>`;
    case 'table':
      return table(block, around);
    default:
      return html`<p class="block unsupported">${asText(block['type'])}</p>`;
  }
}

export function textObject(object: unknown, names: Names): Html {
  const { type } = asPayload(object);
  return type === 'mrkdwn' ? mrkdwn(textOf(object), names) : plainText(textOf(object));
}

function section(block: Payload, around: Surroundings): Html {
  const accessory = asPayload(block['accessory']);
  const fields = asPayloads(block['fields']).map((field) => html`<div>${textObject(field, around.names)}</div>`);
  const beside =
    accessory['type'] === 'image'
      ? picture({ ...source(accessory, around), alt: asText(accessory['alt_text']), small: true })
      : control(accessory, asText(block['block_id']));
  return html`<div class="block section"><div class="words">${block['text'] !== undefined && html`<div class="text">${textObject(block['text'], around.names)}</div>`}${fields.length > 0 && html`<div class="fields">${fields}</div>`}</div>${block['accessory'] !== undefined && html`<div class="accessory">${beside}</div>`}</div>`;
}

function contextPart(element: Payload, around: Surroundings): Html {
  if (element['type'] === 'image')
    return picture({ ...source(element, around), alt: asText(element['alt_text']), small: true });
  return html`<span>${textObject(element, around.names)}</span>`;
}

function imageBlock(block: Payload, around: Surroundings): Html {
  const title = textOf(block['title']);
  const alt = asText(block['alt_text']);
  return html`<figure class="block image">${title !== '' && html`<figcaption>${plainText(title)}</figcaption>`}${picture({ ...source(block, around), alt, small: false })}</figure>`;
}

/** A `slack_file` is served by the page itself; any other URL is left to the browser. */
function source(
  image: Payload,
  around: Surroundings,
): { readonly url: string; readonly width?: number; readonly height?: number } {
  if (image['slack_file'] === undefined) return { url: asText(image['image_url']) };
  const file = around.files.find(asPayload(image['slack_file']));
  return file !== undefined && isReady(file, around.state.clock) ? around.files.pictureOf(file) : { url: '' };
}

function table(block: Payload, around: Surroundings): Html {
  const [head, ...body] = asList(block['rows']).map((row) =>
    asPayloads(row).map((cell) =>
      cell['type'] === 'rich_text' ? richText(cell, around.names) : html`${asText(cell['text'])}`,
    ),
  );
  const row = (cells: readonly Html[]) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  const titles = (head ?? []).map((cell) => html`<th scope="col">${cell}</th>`);
  return html`<div class="block table" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${titles}</tr></thead><tbody>${body.map(row)}</tbody></table></div>`;
}
