import type { Receipt } from '../intake/envelope.ts';
import { asPayload, asText, type Payload } from '../payload.ts';
import { NotACommandError } from '../people/interactions.ts';
import type { Person } from '../people/person.ts';

/** What became of it, for the page: `note` is a sentence when it did not go as hoped. */
interface Outcome {
  readonly ok: boolean;
  readonly note?: string;
  readonly errors?: Payload;
}

/** Does what someone did on the page. */
export async function act(body: Payload, person: (reference: string) => Person): Promise<Outcome> {
  const who = person(asText(body['user']));
  try {
    return await perform(body, who);
  } catch (error) {
    return { ok: false, note: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(body: Payload, who: Person): Promise<Outcome> {
  const text = (key: string) => asText(body[key]);
  const where = { channel: text('channel'), ts: text('ts') };
  const control = `${text('block')}/${text('action')}`;
  const entered = Object.fromEntries(
    Object.entries(asPayload(body['values'])).map(([key, value]) => [key, asText(value)]),
  );
  switch (body['do']) {
    case 'say':
      return say(body, who);
    case 'click':
      return outcome(await who.click(where, control));
    case 'choose':
      return outcome(await who.choose(where, control, text('option')));
    case 'shortcut':
      return outcome(await who.shortcut(where, text('name')));
    case 'react':
      who.react(where, text('name'));
      return { ok: true };
    case 'dismiss':
      who.dismiss(where);
      return { ok: true };
    case 'submit-view': {
      const { receipt, errors } = await who.submit(entered);
      return { ...outcome(receipt), errors };
    }
    case 'click-in-view':
      return outcome(await who.clickInView(control, entered));
    case 'open-home':
      who.openHome();
      return { ok: true };
    case 'click-in-home':
      return outcome(await who.clickInHome(control));
    case 'choose-in-home':
      return outcome(await who.chooseInHome(control, text('option')));
    case 'close-view':
      await who.closeView();
      return { ok: true };
    default:
      return { ok: false, note: `the page cannot ${text('do')}` };
  }
}

/** A line from the composer: a message, or a slash command, which Slack does not take inside a thread. */
async function say(body: Payload, who: Person): Promise<Outcome> {
  const [line, channel, thread] = [asText(body['text']), asText(body['channel']), asText(body['thread'])];
  if (!line.startsWith('/')) {
    who.post(channel, who.encode(line), thread === '' ? {} : { threadTs: thread });
    return { ok: true };
  }
  if (thread !== '')
    return { ok: false, note: `${line.split(' ')[0]} is not supported in threads. Mention the app instead.` };
  try {
    return outcome(await who.command(line, channel));
  } catch (error) {
    if (error instanceof NotACommandError) return { ok: false, note: error.message };
    throw error;
  }
}

function outcome(receipt: Receipt): Outcome {
  if (receipt.acknowledged) return { ok: true };
  const why = {
    timeout: 'The app did not answer within 3 seconds.',
    http_error: `The app answered with status ${receipt.status ?? 'unknown'}.`,
    connection_failed: 'The app is not connected.',
    '': 'The app did not answer.',
  }[receipt.reason];
  return { ok: false, note: why };
}
