import type { Alarm, Clock } from '../../foundation/clock.ts';

/** setTimeout counts to 2^31 - 1 ms; what is later is set again then. */
const LONGEST = 2 ** 31 - 1;

/** Alarms of the process's own timers. One that is set keeps the process alive: whoever waits for the lease has no other. */
export function systemAlarm(clock: Clock): Alarm {
  return (at, ring) => {
    let timer: NodeJS.Timeout | undefined;
    const set = () => {
      const left = at - clock.now();
      timer = setTimeout(left > LONGEST ? set : ring, Math.min(LONGEST, Math.max(0, left)));
    };
    set();
    return () => clearTimeout(timer);
  };
}
