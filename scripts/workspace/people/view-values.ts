import type { View } from '../model.ts';
import { asPayloads, asText, type Payload } from '../payload.ts';
import { findOption, interactiveElements } from './elements.ts';

/** `state.values` of a modal: what was entered by action id, and the initial values of the rest. */
export function viewValues(view: View, entered: Readonly<Record<string, string>>): Payload {
  const values: Record<string, Record<string, Payload>> = {};
  for (const { blockId, element } of interactiveElements(asPayloads(view.content['blocks']))) {
    const action = asText(element['action_id']);
    const value = enteredIn(element, entered[action]);
    if (value !== undefined) values[blockId] = { ...values[blockId], [action]: value };
  }
  return values;
}

/** Buttons and overflow menus hold no value. Several checkboxes are given as their values joined by commas. */
function enteredIn(element: Payload, entered: string | undefined): Payload | undefined {
  const type = asText(element['type']);
  switch (type) {
    case 'button':
    case 'overflow':
      return undefined;
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: entered ? findOption(element, entered) : (element['initial_option'] ?? null) };
    case 'checkboxes':
    case 'multi_static_select':
      return {
        type,
        selected_options:
          entered === undefined
            ? asPayloads(element['initial_options'])
            : entered
                .split(',')
                .filter(Boolean)
                .map((one) => findOption(element, one)),
      };
    case 'datepicker':
      return { type, selected_date: entered ?? element['initial_date'] ?? null };
    case 'timepicker':
      return { type, selected_time: entered ?? element['initial_time'] ?? null };
    default: {
      const text = entered ?? asText(element['initial_value']);
      return { type, value: text === '' ? null : text };
    }
  }
}
