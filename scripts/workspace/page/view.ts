import type { View } from '../model.ts';
import { asPayload, asPayloads, asText, type Payload } from '../payload.ts';
import { renderBlock, type Surroundings } from './blocks.ts';
import { textOf } from './controls.ts';
import { type Html, html } from './html.ts';
import { plainText } from './mrkdwn.ts';

/** A modal; its inputs are named by their action ids, as the driver names them. */
export function renderView(view: View, around: Surroundings): Html {
  const { content } = view;
  const blocks = asPayloads(content['blocks']).map((block) =>
    block['type'] === 'input' ? input(block) : renderBlock(block, around),
  );
  return html`<form class="view" method="dialog" data-view="${view.id}" aria-labelledby="view-title"><h2 class="dialog-title" id="view-title">${plainText(textOf(content['title']))}</h2><div class="fields-of-view">${blocks}</div><footer><button type="button" class="button" data-do="close-view">${textOf(content['close']) || 'Cancel'}</button>${content['submit'] !== undefined && html`<button type="submit" class="button primary">${textOf(content['submit'])}</button>`}</footer></form>`;
}

function input(block: Payload): Html {
  const id = asText(block['block_id']);
  const hint = textOf(block['hint']);
  return html`<div class="input" data-block="${id}"><label for="in-${id}">${plainText(textOf(block['label']))}${block['optional'] === true && html` <small>(optional)</small>`}</label>${field(asPayload(block['element']), id, block['optional'] !== true)}${hint !== '' && html`<small>${hint}</small>`}<p class="error" role="alert"></p></div>`;
}

function field(element: Payload, id: string, required: boolean): Html {
  const name = asText(element['action_id']);
  const must = required && html` required`;
  const initial = asText(element['initial_value']);
  const placeholder = textOf(element['placeholder']);
  const chosen = asText(asPayload(element['initial_option'])['value']);
  const options = asPayloads(element['options']);
  switch (element['type']) {
    case 'static_select':
      return html`<select id="in-${id}" name="${name}"${must}>${chosen === '' && html`<option value="" selected>${placeholder || 'Choose'}</option>`}${options.map((option) => html`<option value="${asText(option['value'])}"${option['value'] === chosen && html` selected`}>${textOf(option['text'])}</option>`)}</select>`;
    case 'radio_buttons':
    case 'checkboxes': {
      const type = element['type'] === 'checkboxes' ? 'checkbox' : 'radio';
      const initials = [chosen, ...asPayloads(element['initial_options']).map((option) => asText(option['value']))];
      return html`<div id="in-${id}" class="radios">${options.map((option) => html`<label><input type="${type}" name="${name}" value="${asText(option['value'])}"${initials.includes(asText(option['value'])) && html` checked`}> ${textOf(option['text'])}</label>`)}</div>`;
    }
    case 'datepicker':
      return html`<input id="in-${id}" type="date" name="${name}" value="${asText(element['initial_date'])}"${must}>`;
    case 'timepicker':
      return html`<input id="in-${id}" type="time" name="${name}" value="${asText(element['initial_time'])}"${must}>`;
    default:
      return element['multiline'] === true
        ? html`<textarea id="in-${id}" name="${name}" rows="4" placeholder="${placeholder}"${must}>${initial}</textarea>`
        : html`<input id="in-${id}" name="${name}" value="${initial}" placeholder="${placeholder}"${must}>`;
  }
}
