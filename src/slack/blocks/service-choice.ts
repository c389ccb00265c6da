import type { PlainTextOption } from '@slack/types';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { bold, clip, code } from '../text.ts';
import { ACTIONS } from './action-ids.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, section } from './message.ts';

/** Asks which service an alert is about when its labels do not say, and names the label that would have. */
export function chooseServiceMessage(investigation: Investigation, services: readonly Service[]): ComposedMessage {
  const missing = investigation.unknown?.missing ?? [];
  const question = `${bold('Which service is this alert about?')} Its labels do not say: ${missing.map(code).join(', ') || 'a service label'} ${missing.length > 1 ? 'are' : 'is'} missing.`;
  const labels = Object.entries(investigation.unknown?.labels ?? {}).map(([name, value]) => code(`${name}=${value}`));
  const options = services.slice(0, LIMITS.options).map(
    (service): PlainTextOption => ({
      text: { type: 'plain_text', text: clip(fullName(service), LIMITS.optionText) },
      value: clip(fullName(service), LIMITS.optionValue),
    }),
  );
  const blocks: ComposedMessage['blocks'] = [
    section(question),
    ...(options.length > 0
      ? [
          {
            type: 'actions' as const,
            elements: [
              {
                type: 'static_select' as const,
                action_id: ACTIONS.service,
                placeholder: { type: 'plain_text' as const, text: 'Pick the service' },
                options,
              },
            ],
          },
        ]
      : [section('I know no service yet: set PROMETHEUS_URL, or list services in leakbot.yaml.')]),
    ...(labels.length > 0 ? [context(`The alert says ${labels.join(' ')}`)] : []),
  ];
  return { text: 'Which service is this alert about?', blocks };
}
