import type { Investigation } from '../../investigation/state/investigation.ts';
import type { Service } from '../../service/service.ts';
import { bold, code } from '../text.ts';
import { ACTIONS } from './action-ids.ts';
import { knownText } from './known-services.ts';
import { type ComposedMessage, context, section } from './message.ts';
import { serviceMenu } from './service-picker.ts';

/** Asks which service an alert is about when its labels do not say, and names the label that would have. */
export function chooseServiceMessage(
  investigation: Investigation,
  services: readonly Service[],
  whyNone?: string,
): ComposedMessage {
  const missing = investigation.unknown?.missing ?? [];
  const question = `${bold('Which service is this alert about?')} Its labels do not say: ${missing.map(code).join(', ') || 'a service label'} ${missing.length > 1 ? 'are' : 'is'} missing.`;
  const labels = Object.entries(investigation.unknown?.labels ?? {}).map(([name, value]) => code(`${name}=${value}`));
  const blocks: ComposedMessage['blocks'] = [
    section(question),
    ...(services.length > 0
      ? [{ type: 'actions' as const, elements: [serviceMenu(ACTIONS.service, services, 'Pick the service')] }]
      : [section(knownText(services, whyNone))]),
    ...(labels.length > 0 ? [context(`The alert says ${labels.join(' ')}`)] : []),
  ];
  return { text: 'Which service is this alert about?', blocks };
}
