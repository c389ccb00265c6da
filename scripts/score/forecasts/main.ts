import { LEAKS } from './laws.ts';
import { type ForecastTally, tallyOf } from './tally.ts';
import { predictions } from './world.ts';

/** Prints how often the kills of generated leaks lay in the range that was predicted. */
export function scoreForecasts({
  from,
  count,
  json,
}: {
  readonly from: number;
  readonly count: number;
  readonly json: boolean;
}): void {
  const all = LEAKS.map((family) => ({
    name: family.name,
    made: Array.from({ length: count }, (_, i) => predictions(family, from + i)).flat(),
  }));
  const tallies = [
    ...all.map(({ name, made }) => tallyOf(name, made)),
    tallyOf(
      'all',
      all.flatMap(({ made }) => made),
    ),
  ];
  if (json) console.log(JSON.stringify(tallies, undefined, 2));
  else for (const line of [HEAD, ...tallies.map(row)]) console.log(line);
}

const HEAD = `${'family'.padEnd(24)}  pods  predicted  in range  sooner  later  misleading  predicted/real  latest/earliest`;

function row({ family, pods, predicted, held, tooLate, tooEarly, misleading, ratio, width }: ForecastTally): string {
  const percent = (share: number, room: number) => `${(share * 100).toFixed(0)} %`.padStart(room);
  return [
    family.padEnd(24),
    String(pods).padStart(6),
    String(predicted).padStart(11),
    percent(held, 10),
    percent(tooLate, 8),
    percent(tooEarly, 7),
    percent(misleading, 12),
    ratio.toFixed(2).padStart(16),
    width.toFixed(2).padStart(17),
  ].join('');
}
