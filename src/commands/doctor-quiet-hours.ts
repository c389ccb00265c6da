import type { Settings } from '../config/settings.ts';
import { type Check, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { goesBy, type QuietHours, quietUntil } from '../investigation/silence/quiet-hours.ts';
import { DAY } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import { formatTimeOfDay } from '../measurement/zoned-time.ts';
import type { Service } from '../service/service.ts';

interface Surroundings {
  readonly known: readonly Service[];
  readonly now: Instant;
}

/** Hours that last longer than a week are taken for hours that never end. */
const NEVER_ENDING = 8 * DAY;

/** What the quiet hours are, whether it is quiet now, and what they name that is not known. */
export function checkQuietHours(
  { quietHours }: Pick<Settings, 'quietHours'>,
  { known, now }: Surroundings,
): readonly Check[] {
  const each = quietHours.flatMap((hours) => [
    stateOf(hours, now),
    ...hours.services
      .filter((name) => !known.some((service) => goesBy(service, name)))
      .map((name) =>
        warning(
          `quiet hours name ${name}, which is no service known now`,
          `Correct quietHours[].services, or see what \`/leak list\` names.`,
        ),
      ),
  ]);
  const all = quietHours.map((hours) => ({ ...hours, channels: [], services: [] }));
  const until = quietUntil(all, { channel: '' }, now);
  const endless = until !== undefined && until - now > NEVER_ENDING;
  const fix = 'Leave some hours in which what was collected can be posted.';
  return [...each, ...(endless ? [warning('quiet hours never end: what they collect is never posted', fix)] : [])];
}

function stateOf(hours: QuietHours, now: Instant): Check {
  const until = quietUntil([{ ...hours, channels: [], services: [] }], { channel: '' }, now);
  const span = `quiet from ${formatTimeOfDay(hours.from)} to ${formatTimeOfDay(hours.to)} in ${hours.timeZone}`;
  return ok(until === undefined ? `${span}; not now` : `${span}; now until ${formatInstant(until)} UTC`);
}
