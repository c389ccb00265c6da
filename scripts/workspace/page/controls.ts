import { asPayload, asPayloads, asText, type Payload } from '../payload.ts';
import { type Html, html } from './html.ts';
import { plainText } from './mrkdwn.ts';

/** Buttons and menus. The page's script finds them by `data-action` and reports what was done. */
export function control(element: Payload, blockId: string): Html {
  switch (element['type']) {
    case 'button':
      return button(element, blockId);
    case 'overflow':
      return overflow(element, blockId);
    case 'static_select':
      return menu(element, blockId);
    case 'external_select':
      return typedMenu(element, blockId);
    case 'radio_buttons':
      return radios(element, blockId);
    default:
      return html`<span class="unsupported">${asText(element['type'])}</span>`;
  }
}

function button(element: Payload, blockId: string): Html {
  const label = textOf(element['text']);
  const url = asText(element['url']);
  return html`<button type="button" class="button ${asText(element['style'])}" data-block="${blockId}" data-action="${asText(element['action_id'])}" data-url="${url}" data-confirm="${confirmOf(element)}"${described(element)}>${plainText(label)}${url !== '' && html`<span aria-hidden="true"> ↗</span>`}</button>`;
}

function described(element: Payload): Html | false {
  const label = asText(element['accessibility_label']);
  return label !== '' && html` title="${label}"`;
}

/** The three texts of the question, or nothing. */
function confirmOf(element: Payload): string {
  if (element['confirm'] === undefined) return '';
  const { title, text, confirm, deny } = asPayload(element['confirm']);
  return JSON.stringify([title, text, confirm, deny].map(textOf));
}

function menu(element: Payload, blockId: string): Html {
  const placeholder = textOf(element['placeholder']) || 'Choose';
  const chosen = asText(asPayload(element['initial_option'])['value']);
  const groups = asPayloads(element['option_groups']).map(
    (group) => html`<optgroup label="${textOf(group['label'])}">${options(group['options'], chosen)}</optgroup>`,
  );
  return html`<select class="menu" aria-label="${placeholder}" data-block="${blockId}" data-action="${asText(element['action_id'])}" data-confirm="${confirmOf(element)}">${chosen === '' && html`<option value="" selected disabled>${placeholder}</option>`}${options(element['options'], chosen)}${groups}</select>`;
}

/** What is typed is looked for among what the app offers for it; the first that fits is chosen. */
function typedMenu(element: Payload, blockId: string): Html {
  const placeholder = textOf(element['placeholder']) || 'Type to choose';
  return html`<input type="text" class="menu" placeholder="${placeholder}" aria-label="${placeholder}" data-block="${blockId}" data-action="${asText(element['action_id'])}" data-confirm="${confirmOf(element)}">`;
}

function options(source: unknown, chosen: string): readonly Html[] {
  return asPayloads(source).map((option) => {
    const value = asText(option['value']);
    return html`<option value="${value}"${value === chosen && html` selected`}>${textOf(option['text'])}</option>`;
  });
}

function overflow(element: Payload, blockId: string): Html {
  const items = asPayloads(element['options']).map(
    (option) =>
      html`<button type="button" role="menuitem" data-block="${blockId}" data-action="${asText(element['action_id'])}" data-option="${asText(option['value'])}" data-url="${asText(option['url'])}" data-confirm="${confirmOf(element)}">${plainText(textOf(option['text']))}</button>`,
  );
  return html`<span class="overflow"><button type="button" class="button more" aria-label="More actions" aria-haspopup="menu" aria-expanded="false">⋯</button><span class="popup" role="menu" hidden>${items}</span></span>`;
}

function radios(element: Payload, blockId: string): Html {
  const action = asText(element['action_id']);
  const chosen = asText(asPayload(element['initial_option'])['value']);
  const items = asPayloads(element['options']).map((option) => {
    const value = asText(option['value']);
    return html`<label><input type="radio" name="${blockId}/${action}" value="${value}" data-block="${blockId}" data-action="${action}"${value === chosen && html` checked`}> ${plainText(textOf(option['text']))}</label>`;
  });
  return html`<span class="radios" role="radiogroup">${items}</span>`;
}

export function textOf(object: unknown): string {
  return asText(asPayload(object)['text']);
}
