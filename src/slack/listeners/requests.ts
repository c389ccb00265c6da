import type { Intake } from '../../investigation/intake.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { fullName, lookUp, namedIn, type Services } from '../../service/directory.ts';
import { code } from '../text.ts';
import type { Reply } from './answer.ts';
import type { Command, Gesturer, Mention, Shortcut } from './gesture.ts';
import { wordsOf } from './message-words.ts';
import { helpText, noneNamedText, severalNamedText, unknownServiceText } from './request-text.ts';

export interface RequestDependencies {
  readonly intake: Intake;
  readonly services: Services;
  /** A link to a running investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly refuse: (person: Gesturer, channel: string) => Promise<string | undefined>;
}

interface Wish {
  readonly gesture: Command | Mention | Shortcut;
  readonly text: string;
}

/** `/leak <service>`, `@leakbot <service>` (which also works in a thread) and the message shortcut. */
export async function onRequest(
  dependencies: RequestDependencies,
  gesture: Command | Mention | Shortcut,
): Promise<Reply | undefined> {
  const answer = await answerTo(dependencies, gesture);
  return answer === undefined ? undefined : { text: answer };
}

function answerTo(
  dependencies: RequestDependencies,
  gesture: Command | Mention | Shortcut,
): Promise<string | undefined> {
  switch (gesture.kind) {
    case 'command':
      return grant(dependencies, { gesture, text: gesture.text });
    case 'mention':
      return grant(dependencies, { gesture, text: gesture.text.replace(/<@[^>]+>/g, ' ').trim() });
    case 'shortcut':
      return grantFor(dependencies, gesture);
  }
}

/** Starts an investigation of the service that a message names. */
async function grantFor(dependencies: RequestDependencies, gesture: Shortcut): Promise<string | undefined> {
  const named = namedIn(await dependencies.services(), wordsOf(gesture.message));
  const [only] = named;
  if (only === undefined) return noneNamedText();
  return named.length === 1 ? grant(dependencies, { gesture, text: fullName(only) }) : severalNamedText(named);
}

/** Starts what is asked for; answers with words when there is something to say to the one who asked. */
async function grant(dependencies: RequestDependencies, { gesture, text }: Wish): Promise<string | undefined> {
  const { by, channel } = gesture;
  const refused = await dependencies.refuse(by, channel);
  if (refused !== undefined) return refused;
  const services = await dependencies.services();
  const wanted = text.trim().split(/\s+/)[0] ?? '';
  if (wanted === '' || wanted === 'help') return helpText(services);
  const found = lookUp(services, wanted);
  if (found.kind !== 'found') return unknownServiceText(wanted, found, services);
  // The message to answer under, where there is one.
  const under = gesture.kind === 'command' ? undefined : (gesture.thread ?? gesture.ts);
  const place = { channel, ...(under === undefined ? {} : { adopted: { ts: under } }) };
  const request = { service: found.service, by: { id: by.id }, place, gesture: gesture.key };
  const started = await dependencies.intake.request(request);
  if (started.joined === undefined) return undefined;
  const link = await dependencies.threadOf(started.joined);
  return `An investigation of ${code(fullName(found.service))} is running already${link === undefined ? '' : `: <${link}|open its thread>`}.`;
}
