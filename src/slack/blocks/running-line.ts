import type { Investigation } from '../../investigation/state/investigation.ts';
import { countOf } from '../../measurement/share.ts';
import { fullName } from '../../service/directory.ts';
import { code, link, moment } from '../text.ts';

/** An investigation with a link to its thread; absent before its first message is posted. */
export interface Linked {
  readonly investigation: Investigation;
  readonly link: string | undefined;
}

/** One line about an investigation that runs. */
export function runningLine({ investigation: { service, steps, openedAt }, link: url }: Linked): string {
  const name = service === undefined ? 'an alert without a service' : code(fullName(service));
  const answered = steps.filter(({ status }) => status === 'answered').length;
  const where = url === undefined ? '' : ` · ${link(url, 'thread')}`;
  return `• ${name} · since ${moment(openedAt)} · ${countOf(answered, 'question')} answered${where}`;
}
