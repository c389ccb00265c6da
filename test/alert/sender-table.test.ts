import { expect, test } from 'vitest';
import { POST_READERS } from '../../src/alert/senders.ts';
import { NO_MESSAGE, NO_SUCH_BODY, NO_SUCH_POST, NO_WEBHOOK } from './absences.ts';
import { BODIES } from './bodies.ts';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { POSTS } from './posts.ts';

/** What the table has a column for; each is played after the alert has fired, where it follows that. */
const SITUATIONS = ['fired', 'repeated', 'resolved', 'edited', 'grouped', 'truncated', 'test'] as const;
type Column = (typeof SITUATIONS)[number];
const FOLLOWS: ReadonlySet<Column> = new Set(['repeated', 'resolved', 'edited']);

const WAYS = ['webhook', 'message', 'message, then webhook', 'webhook, then message'] as const;
type Way = (typeof WAYS)[number];

const NAMES = [...new Set([...Object.keys(BODIES), ...Object.keys(POSTS)])].sort();

interface Cell {
  readonly name: string;
  readonly way: Way;
  readonly situation: Column;
}

const CELLS = NAMES.flatMap((name) =>
  WAYS.flatMap((way) => SITUATIONS.map((situation): Cell => ({ name, way, situation }))),
);

/** Why there is no such cell; undefined where there is one. */
function absence({ name, way, situation }: Cell): string | undefined {
  const noBody = NO_WEBHOOK[name] ?? NO_SUCH_BODY[name]?.[situation];
  const noPost = NO_MESSAGE[name] ?? NO_SUCH_POST[name]?.[situation];
  if (way === 'webhook') return noBody;
  return way === 'message' ? noPost : (noBody ?? noPost);
}

async function played({ name, way, situation }: Cell): Promise<string> {
  const intake = await aPlayedIntake();
  for (const each of FOLLOWS.has(situation) ? (['fired', situation] as const) : [situation]) {
    const [body, post] = [BODIES[name]?.[each], POSTS[name]?.[each]];
    const see = () => {
      if (post === undefined) throw new Error(`${name} posts nothing that is ${each}: say why in absences.ts`);
      return intake.see(post);
    };
    const call = () => {
      if (body === undefined) throw new Error(`${name} sends nothing that is ${each}: say why in absences.ts`);
      return intake.call(name, body);
    };
    const order = {
      webhook: [call],
      message: [see],
      'message, then webhook': [see, call],
      'webhook, then message': [call, see],
    };
    for (const next of order[way]) await next();
  }
  const threads = (await intake.investigations()).map(threadText);
  return [...threads, ...new Set(intake.unheard)].join('; ');
}

const table = new Map<string, string>();
const keyOf = ({ name, way, situation }: Cell) => `${name} ${way} ${situation}`;

test.each(CELLS.filter((cell) => absence(cell) === undefined))('$name, by $way, $situation', async (cell) => {
  const outcome = await played(cell);
  table.set(keyOf(cell), outcome);
  // What must be, whoever sends it; the table holds the rest.
  if (cell.situation === 'test')
    return expect(outcome).toMatch(/^(test|counted as ignored)(; (test|counted as ignored))?$/);
  expect(outcome).toMatch(cell.way.startsWith('webhook') ? /^a thread of its own, / : /^in the message’s thread, /);
  expect(outcome.match(/thread/g)).toHaveLength(1);
  expect(outcome).toContain('prod/markets-api');
  // However it comes, and comes again, it is one alert.
  if (cell.situation !== 'grouped') expect(outcome).toContain(', 1 alert, ');
  if (cell.situation === 'resolved') expect(outcome).toMatch(/, over$/);
});

test('there is nothing in the data that the table leaves out', () => {
  const there = CELLS.filter((cell) => absence(cell) !== undefined).filter(({ name, way, situation }) =>
    way === 'webhook' ? BODIES[name]?.[situation] !== undefined : way === 'message' && POSTS[name]?.[situation],
  );
  expect(there).toEqual([]);
  const readers = new Set(Object.keys(POSTS).map((name) => name.replace(/ \(.*/, '')));
  expect([...readers].sort()).toEqual(POST_READERS.map(({ name }) => name).sort());
});

test('the table shows what was seen', async () => {
  const reasons = new Map<string, number>();
  const cellText = (cell: Cell) => {
    const reason = absence(cell);
    if (reason === undefined) return table.get(keyOf(cell)) ?? '?';
    const number = reasons.get(reason) ?? reasons.size + 1;
    reasons.set(reason, number);
    return `none [${number}]`;
  };
  const rows = NAMES.flatMap((name) =>
    WAYS.map(
      (way) =>
        `| ${name} | ${way} | ${SITUATIONS.map((situation) => cellText({ name, way, situation })).join(' | ')} |`,
    ),
  );
  const head = [`| sender | comes as | ${SITUATIONS.join(' | ')} |`, `|${' --- |'.repeat(SITUATIONS.length + 2)}`];
  const notes = [...reasons].map(([reason, number]) => `${number}. ${reason}`);
  await expect(`${[...head, ...rows].join('\n')}\n\nWhere there is none:\n\n${notes.join('\n')}\n`).toMatchFileSnapshot(
    './sender-table.md',
  );
});
