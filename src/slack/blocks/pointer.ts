import { type Investigation, serviceName } from '../../investigation/state/investigation.ts';
import { bold, clip, link } from '../text.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, section } from './message.ts';

/** In the thread of an alert's message: where the alert is looked into. */
export function pointerMessage(investigation: Investigation, thread: string): ComposedMessage {
  const whose = investigation.service === undefined ? 'This alert' : bold(serviceName(investigation));
  const text = clip(`🔎 ${whose} is looked into ${link(thread, 'in this thread')}.`, LIMITS.text);
  return { text, blocks: [section(text)] };
}
