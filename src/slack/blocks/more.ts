import { DAY, HOUR } from '../../measurement/duration.ts';

/** What the ⋯ menu of a question offers; an option's value names the wish, then the address. */
export const MORE = {
  runTheRest: { wish: 'run-the-rest', text: 'Run the rest for me' },
  lookAgain: { wish: 'look-again', text: 'Look again, up to now' },
  hour: { wish: 'window-1h', text: 'Last hour', window: HOUR },
  day: { wish: 'window-24h', text: 'Last 24 hours', window: DAY },
  week: { wish: 'window-7d', text: 'Last 7 days', window: 7 * DAY },
  capture: { wish: 'capture', text: 'Capture profiles now' },
} as const;
