import { webApi } from '@slack/bolt';
import type { Investigation } from '../../investigation/investigation.ts';

/** What the alert message wears in each state: 👀 while working, ✅ when concluded. */
function wears(name: string, status: Investigation['status']): boolean {
  return name === 'eyes' ? status !== 'concluded' && status !== 'cancelled' : status === 'concluded';
}

/** Brings one reaction in line with the state; being there (or gone) already is as good as done. */
export async function react(
  client: webApi.WebClient,
  message: { readonly channel: string; readonly ts: string },
  name: string,
  status: Investigation['status'],
): Promise<void> {
  const reaction = { channel: message.channel, timestamp: message.ts, name };
  try {
    await (wears(name, status) ? client.reactions.add(reaction) : client.reactions.remove(reaction));
  } catch (error) {
    const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
    if (code !== 'already_reacted' && code !== 'no_reaction') throw error;
  }
}
