import type { Instant } from '../../foundation/clock.ts';
import { muteKey } from '../../investigation/silence/mute.ts';
import { fullName } from '../../service/directory.ts';
import { HOME } from '../blocks/home.ts';
import { pickedService } from '../blocks/service-picker.ts';
import { code } from '../text.ts';
import type { Reply } from './answer.ts';
import type { Click, Gesturer } from './gesture.ts';
import { unmutedText } from './mute-text.ts';
import { begin, type RequestDependencies } from './requests.ts';

export interface HomeClickDependencies
  extends Pick<RequestDependencies, 'intake' | 'threadOf' | 'muting' | 'services'> {
  /** Where a service is looked at that names no channel of its own. */
  readonly channel: string;
  /** Undefined when the person may see the Home tab. */
  readonly allowed: (person: Gesturer) => Promise<string | undefined>;
  /** Undefined when the person may start an investigation in a channel. */
  readonly refuse: (person: Gesturer, channel: string) => Promise<string | undefined>;
}

interface Clicked {
  readonly gesture: Click;
  readonly at: Instant;
}

/** What a click in the Home tab does. What it says is shown there, above everything else, when the tab is drawn again. */
export async function onHomeClick(dependencies: HomeClickDependencies, clicked: Clicked): Promise<Reply> {
  const { by, action } = clicked.gesture;
  const refused = await dependencies.allowed(by);
  if (refused !== undefined) return { text: refused };
  switch (action.id) {
    case HOME.look:
      return look(dependencies, clicked);
    case HOME.unmute:
      return unmute(dependencies, clicked);
    default:
      return { text: '' };
  }
}

async function look(dependencies: HomeClickDependencies, { gesture, at }: Clicked): Promise<Reply> {
  const { value = '' } = gesture.action;
  const service = pickedService(await dependencies.services(), value);
  if (service === undefined) return { text: `I no longer know ${code(value)}.` };
  const channel = service.channel ?? dependencies.channel;
  const refused = await dependencies.refuse(gesture.by, channel);
  if (refused !== undefined) return { text: refused };
  const runs = await begin(dependencies, { asked: { gesture, at }, service, channel, under: undefined });
  return runs ?? { text: `I look at ${code(fullName(service))}: its thread opens in <#${channel}>.` };
}

async function unmute({ muting }: HomeClickDependencies, { gesture, at }: Clicked): Promise<Reply> {
  const { by, action } = gesture;
  const before = await muting.endedBy({ by, at });
  if (before.length > 0) return { text: unmutedText(before) };
  const meant = (await muting.inForce()).find(({ mute }) => muteKey(mute.workload) === action.value);
  if (meant === undefined) return { text: 'That is no longer muted.' };
  return { text: unmutedText(await muting.unmute({ workload: meant.mute.workload, by: { id: by.id }, at })) };
}
