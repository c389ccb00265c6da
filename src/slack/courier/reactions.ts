import * as webApi from '@slack/web-api';
import { disputedSteps } from '../../investigation/state/disputed.ts';
import { currentConclusion, type Investigation } from '../../investigation/state/investigation.ts';
import type { ReactionName } from '../../investigation/state/slot.ts';
import { called } from './call.ts';

/** What the alert message wears: 👀 while working, ✅ when concluded as the data shows, 🟢 or 🔴 once a deploy was looked at. */
function wears(name: ReactionName, investigation: Investigation): boolean {
  const { status } = investigation;
  const fix = currentConclusion(investigation)?.fix?.kind;
  switch (name) {
    case 'eyes':
      return status !== 'concluded' && status !== 'cancelled';
    case 'white_check_mark':
      // A report that an answer and the data see differently is not settled.
      return status === 'concluded' && disputedSteps(investigation).length === 0;
    case 'large_green_circle':
      return fix === 'fixed';
    case 'red_circle':
      return fix === 'not-fixed';
  }
}

/** Brings one reaction in line with the state; being there (or gone) already is as good as done. */
export async function react(
  client: webApi.WebClient,
  message: { readonly channel: string; readonly ts: string },
  name: ReactionName,
  investigation: Investigation,
): Promise<void> {
  const reaction = { channel: message.channel, timestamp: message.ts, name };
  try {
    await (wears(name, investigation)
      ? called('reactions.add', client.reactions.add(reaction))
      : called('reactions.remove', client.reactions.remove(reaction)));
  } catch (error) {
    const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
    if (code !== 'already_reacted' && code !== 'no_reaction') throw error;
  }
}
