import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../foundation/clock.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { isFiring, mayHave } from './state/alerts.ts';
import { currentConclusion, type Investigation } from './state/investigation.ts';
import { LEAKBOT } from './state/person.ts';

/** After its end an investigation takes the workload's alerts for so long: no second thread opens meanwhile. */
const COOLDOWN: Milliseconds = 6 * HOUR;

/** No thread takes alerts forever: after a day a new one says how things stand now. */
const LONGEST_INCIDENT = DAY;

/**
 * Whether what happens to a workload now belongs to an investigation that exists. One that was reported or cancelled
 * keeps the workload for the cooldown, unless its thread was deleted.
 */
export function stillOpen(investigation: Investigation, now: number, cooldown = COOLDOWN): boolean {
  const ended = endedAt(investigation);
  if (ended !== undefined && now - ended < cooldown) return true;
  if (now - investigation.openedAt > LONGEST_INCIDENT || investigation.status === 'cancelled') return false;
  if (investigation.status !== 'concluded') return true;
  return isFiring(investigation) || now - investigation.updatedAt < cooldown;
}

/** When it was reported, or cancelled by someone; a thread that was deleted can take nothing. */
function endedAt(investigation: Investigation): Instant | undefined {
  const { status, notes } = investigation;
  if (status === 'concluded') return currentConclusion(investigation)?.at;
  const cancelled = status === 'cancelled' ? notes.findLast(({ kind }) => kind === 'cancelled') : undefined;
  return cancelled?.by === undefined || cancelled.by.id === LEAKBOT.id ? undefined : cancelled.at;
}

/** Neither reported nor cancelled: what someone asks for is being looked at already. */
export function isUnderWay({ status }: Investigation): boolean {
  return status !== 'concluded' && status !== 'cancelled';
}

interface HeardAlert {
  readonly alert: Alert;
  readonly receivedAt: Instant;
  readonly cooldown?: Milliseconds | undefined;
}

/** Whether an investigation takes an alert. A resolution belongs to the one that has the alert, however long it fired. */
export function takes(running: Investigation, { alert, receivedAt, cooldown }: HeardAlert): boolean {
  const has = mayHave(running, alert.fingerprint);
  // One that it does not have may be the end of what was held back.
  const ofOthers = alert.post === undefined && running.service !== undefined && !has;
  if (alert.status === 'resolved' && (has || ofOthers)) return has;
  return stillOpen(running, receivedAt, cooldown);
}
