import * as webApi from '@slack/web-api';
import { type Clock, elapsed } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { HOUR, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from './delivery.ts';
import type { Gesturer } from './listeners/gesture.ts';

/** What someone is to the workspace that Leakbot belongs to. */
export type Standing = 'member' | 'guest' | 'stranger';

/** The workspace, and the organisation it is part of, if any. */
interface Home {
  readonly team: string | undefined;
  readonly enterprise: string | undefined;
}

interface Means {
  readonly client: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Pick<SlackLog, 'warn'>;
}

/** A member becomes a guest about never. */
const STANDING_KEPT = HOUR;

/** Slack is not asked again sooner after it did not answer. */
const ASK_AGAIN = 30 * SECOND;

/** People whose standing is remembered. */
const MOST_KNOWN = 10_000;

/**
 * Says what people are. While Slack does not answer, what it said last counts; of someone it never said anything about,
 * only the workspace that every gesture names is known then, and no one is taken for a guest.
 */
export function peopleKnown({ client, clock, log }: Means): (person: Gesturer) => Promise<Standing> {
  const known = new Map<string, { readonly standing: Standing; readonly until: number }>();
  const home = homeKnown({ client, clock, log });
  // Learned at the start, so that the first click need not wait for it.
  home();

  async function asked(person: Gesturer, before: Standing | undefined) {
    try {
      const { user = {} } = await client.users.info({ user: person.id });
      return { standing: standingOf(user, home()), until: elapsed(clock) + STANDING_KEPT };
    } catch (error) {
      const gone = error instanceof webApi.WebAPIPlatformError && error.data.error === 'user_not_found';
      if (gone) return { standing: 'stranger', until: elapsed(clock) + STANDING_KEPT } as const;
      log.warn({ error: explain(error) }, 'Slack does not say whether someone is a guest');
      return { standing: before ?? byTeam(person, home()), until: elapsed(clock) + ASK_AGAIN };
    }
  }

  return async (person) => {
    const before = known.get(person.id);
    if (before !== undefined && elapsed(clock) < before.until) return before.standing;
    const now = await asked(person, before?.standing);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(person.id, now);
    return now.standing;
  };
}

type SlackUser = NonNullable<webApi.UsersInfoResponse['user']>;

function standingOf(user: SlackUser, home: Home | undefined): Standing {
  const { is_stranger, is_restricted, is_ultra_restricted, team_id, enterprise_user } = user;
  const sameOrganisation = home?.enterprise !== undefined && enterprise_user?.enterprise_id === home.enterprise;
  const elsewhere = home?.team !== undefined && team_id !== undefined && team_id !== home.team && !sameOrganisation;
  if (is_stranger === true || elsewhere) return 'stranger';
  return is_restricted === true || is_ultra_restricted === true ? 'guest' : 'member';
}

/** In an organisation of several workspaces the workspace alone does not decide. */
function byTeam({ team }: Gesturer, home: Home | undefined): Standing {
  const elsewhere = home?.team !== undefined && team !== undefined && team !== home.team;
  return elsewhere && home.enterprise === undefined ? 'stranger' : 'member';
}

/** The workspace that the token belongs to; asked beside until Slack says it, and never waited for. */
function homeKnown({ client, clock, log }: Means): () => Home | undefined {
  let home: Home | undefined;
  let askAt = Number.NEGATIVE_INFINITY;

  async function learn(): Promise<void> {
    try {
      const { team_id: team, enterprise_id: enterprise } = await client.auth.test();
      home = { team, enterprise: enterprise ?? undefined };
    } catch (error) {
      log.warn({ error: explain(error) }, 'Slack does not say which workspace this is');
    }
  }

  return () => {
    if (home === undefined && elapsed(clock) >= askAt) {
      askAt = elapsed(clock) + ASK_AGAIN;
      void learn();
    }
    return home;
  };
}
