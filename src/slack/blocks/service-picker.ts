import type { KnownBlock, PlainTextOption } from '@slack/types';
import { countOf } from '../../measurement/share.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { clip, code } from '../text.ts';
import { LIMITS } from './limits.ts';

/** Chosen in it, a service is looked at; unlike `ACTIONS` it belongs to no investigation. */
export const PICK_SERVICE = 'pick-service';

/** A menu of services by namespace, as many as Slack shows in one; it narrows them while someone types. */
export function servicePicker(services: readonly Service[]): readonly KnownBlock[] {
  const sorted = services.toSorted((a, b) => fullName(a).localeCompare(fullName(b)));
  const shown = sorted.slice(0, LIMITS.options);
  const byNamespace = Map.groupBy(shown, ({ workload: { cluster, namespace } }) =>
    [cluster, namespace].filter((part) => part !== undefined).join('/'),
  );
  const left = services.length - shown.length;
  const others = left === 0 ? '' : ` ${countOf(left, 'other')} can be named: ${code('/leak <service>')}.`;
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `Which service shall I look at?${others}` },
      accessory: {
        type: 'static_select',
        action_id: PICK_SERVICE,
        placeholder: { type: 'plain_text', text: 'Type its name' },
        option_groups: [...byNamespace].map(([name, members]) => ({
          label: { type: 'plain_text', text: clip(name === '' ? 'without a namespace' : name, LIMITS.optionText) },
          options: members.map(optionOf),
        })),
      },
    },
  ];
}

/** What a choice stands for; undefined for a service that is no longer known. */
export function pickedService(services: readonly Service[], value: string | undefined): Service | undefined {
  return services.find((service) => optionValueOf(service) === value);
}

function optionOf(service: Service): PlainTextOption {
  const { name, container = name } = service.workload;
  const shown = container === name ? name : `${name}:${container}`;
  return { text: { type: 'plain_text', text: clip(shown, LIMITS.optionText) }, value: optionValueOf(service) };
}

function optionValueOf(service: Service): string {
  return clip(fullName(service), LIMITS.optionValue);
}
