import type { KnownBlock, PlainTextOption } from '@slack/types';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { clip, plainLine } from '../text.ts';
import { LIMITS } from './limits.ts';
import { mrkdwn } from './message.ts';

/** Chosen in it, a service is looked at; unlike `ACTIONS` it belongs to no investigation. */
export const PICK_SERVICE = 'pick-service';

/** A menu of services; it narrows them while someone types. */
export function servicePicker(services: readonly Service[]): readonly KnownBlock[] {
  const accessory = serviceMenu(PICK_SERVICE, services, 'Type its name');
  return [{ type: 'section', text: mrkdwn('Which service shall I look at?'), accessory }];
}

/**
 * By namespace where Slack takes them all in one menu; else it asks for those that fit what was typed, from the start
 * (its own default is to wait for three letters).
 */
export function serviceMenu(action: string, services: readonly Service[], placeholder: string) {
  const menu = { action_id: action, placeholder: { type: 'plain_text' as const, text: placeholder } };
  if (services.length > LIMITS.options) return { ...menu, type: 'external_select' as const, min_query_length: 0 };
  const sorted = services.toSorted((a, b) => fullName(a).localeCompare(fullName(b)));
  const byNamespace = Map.groupBy(sorted, ({ workload: { cluster, namespace } }) =>
    [cluster, namespace].filter((part) => part !== undefined).join('/'),
  );
  const groups = [...byNamespace].map(([name, members]) => ({
    label: {
      type: 'plain_text' as const,
      text: plainLine(name === '' ? 'without a namespace' : name, LIMITS.optionText),
    },
    options: members.map((service) => optionOf(service, nameInGroup(service))),
  }));
  return { ...menu, type: 'static_select' as const, option_groups: groups };
}

/** What a choice stands for; undefined for a service that is no longer known. */
export function pickedService(services: readonly Service[], value: string | undefined): Service | undefined {
  return services.find((service) => optionValueOf(service) === value);
}

/** An option that stands for a service. */
export function optionOf(service: Service, shown = fullName(service)): PlainTextOption {
  return { text: { type: 'plain_text', text: plainLine(shown, LIMITS.optionText) }, value: optionValueOf(service) };
}

function nameInGroup({ workload: { name, container = name } }: Service): string {
  return container === name ? name : `${name}:${container}`;
}

function optionValueOf(service: Service): string {
  return clip(fullName(service), LIMITS.optionValue);
}
