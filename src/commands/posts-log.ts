import { type Investigation, serviceName } from '../investigation/state/investigation.ts';
import type { SlotMeaning } from '../investigation/state/slot.ts';
import type { SlackLog } from '../slack/app.ts';
import { type CourierWatch, NO_WATCH } from '../slack/courier/watch.ts';

/** Counts as `watch` does, and logs what an operator looks for: one line for each thread that opens and each report. */
export function loggingPosts(log: SlackLog, watch: CourierWatch = NO_WATCH): CourierWatch {
  return {
    ...watch,
    posted(slot, investigation) {
      watch.posted(slot, investigation);
      const facts = factsOf(investigation);
      if (opensThread(slot, investigation)) {
        log.info({ ...facts, trigger: investigation.trigger.kind }, 'a thread was opened');
      }
      if (slot.kind === 'conclusion') {
        const conclusion = investigation.conclusions.find(({ key }) => key === slot.key);
        log.info({ ...facts, finding: conclusion?.finding.kind }, 'a report was given');
      }
    },
  };
}

/** A message that Leakbot did not write may be the root: then the first reply is what opens the thread. */
export function opensThread({ kind }: SlotMeaning, { place }: Pick<Investigation, 'place'>): boolean {
  return kind === (place.adopted === undefined ? 'root' : 'status');
}

function factsOf(investigation: Investigation) {
  const { id, place, alerts } = investigation;
  return { investigation: id, service: serviceName(investigation), channel: place.channel, alerts: alerts.length };
}
