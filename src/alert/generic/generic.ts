import { explain } from '../../foundation/errors.ts';
import { NO_TURNS, type Turns } from '../../foundation/turns.ts';
import { tokenAuthorization } from '../authorization.ts';
import { jsonBody } from '../json-body.ts';
import { labelInWords } from '../label-names.ts';
import { labelsInText } from '../labels-in-text.ts';
import { alertFrom, type Notice } from '../notice.ts';
import { unreadable } from '../one-by-one.ts';
import type { KindOf } from '../rules.ts';
import type { AlertSender, Reading } from '../sender.ts';
import { WEBHOOK_TOKEN } from '../sender-settings.ts';
import { nameByKind, namesInTitle } from '../title.ts';
import type { Expression } from './expression.ts';
import { EXPRESSIONS, type ExpressionName, type WebhookMapping } from './mapping.ts';

/** The mapped senders post one alert a call; a list is read up to here. */
const MOST_ALERTS = 200;

/** Any program that posts JSON, read by a mapping; `described` is what doctor says of it. */
export function genericSender(
  mapping: WebhookMapping,
  described: { readonly title: string; readonly setUp: string },
): AlertSender {
  const name = `generic/${mapping.name}`;
  // Read at the first call: most operators use none of the mappings.
  let expressions: Expressions | undefined;
  return {
    name,
    title: described.title,
    path: `/webhooks/${name}`,
    settings: [WEBHOOK_TOKEN],
    setUp: described.setUp,
    authorization: tokenAuthorization,
    async read(body, { kindOf, turns = NO_TURNS }) {
      const json = jsonBody(body);
      if (json.kind === 'fault') return json;
      try {
        expressions ??= await readExpressions(mapping);
        return await readAlerts(json.value, { name, expressions, kindOf, turns });
      } catch (error) {
        return { kind: 'fault', problem: explain(error) };
      }
    },
  };
}

type Expressions = Readonly<Partial<Record<ExpressionName, Expression>>>;

async function readExpressions(mapping: WebhookMapping): Promise<Expressions> {
  const { readExpression } = await import('./expression.ts');
  const pairs = EXPRESSIONS.flatMap((part) => {
    const source = mapping[part];
    return source === undefined ? [] : [[part, readExpression(source)] as const];
  });
  return Object.fromEntries(pairs);
}

interface Mapped {
  readonly name: string;
  readonly expressions: Expressions;
  readonly kindOf: KindOf;
  readonly turns: Turns;
}

async function readAlerts(body: unknown, mapped: Mapped): Promise<Reading> {
  const { name, expressions, kindOf, turns } = mapped;
  const found = expressions.alerts === undefined ? body : await evaluated('alerts', body, expressions);
  const items: readonly unknown[] = found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
  if (items.length === 0) return { kind: 'fault', problem: `alerts: the mapping ${name} finds none in this body` };
  // A test need not hold what an alert must.
  if ((await evaluated('test', items[0], expressions)) === true) {
    return { kind: 'alerts', alerts: [], ignored: items.length, truncated: 0, test: true };
  }
  const alerts = [];
  const problems: string[] = [];
  for (const item of items.slice(0, MOST_ALERTS)) {
    const read = await noticeOf(item, mapped);
    if (read.kind === 'fault') problems.push(read.problem);
    const alert = read.kind === 'notice' ? alertFrom(name, read.notice, kindOf) : undefined;
    if (alert !== undefined) alerts.push(alert);
    await turns();
  }
  const most = Math.min(items.length, MOST_ALERTS);
  const [problem] = problems;
  if (problem !== undefined && problems.length === most) return { kind: 'fault', problem };
  const ignored = most - alerts.length - problems.length;
  return { kind: 'alerts', alerts, ignored, truncated: items.length - most, ...unreadable(problems) };
}

type ReadNotice =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'none' }
  | { readonly kind: 'fault'; readonly problem: string };

async function noticeOf(item: unknown, { name, expressions, kindOf }: Mapped): Promise<ReadNotice> {
  const status = textOf(await evaluated('status', item, expressions));
  if (status === undefined) return { kind: 'fault', problem: 'status: is missing in this body' };
  if (status !== 'firing' && status !== 'resolved') return { kind: 'none' };
  const id = textOf(await evaluated('id', item, expressions));
  if (id === undefined) return { kind: 'fault', problem: 'id: is missing in this body' };
  const [title, ...otherTitles] = titlesOf(await evaluated('title', item, expressions));
  if (title === undefined) return { kind: 'fault', problem: 'title: is missing in this body' };
  const startsAt = timeOf(await evaluated('startsAt', item, expressions));
  if (startsAt === undefined) {
    return { kind: 'fault', problem: 'startsAt: must be a time (ISO 8601, or seconds or milliseconds since 1970)' };
  }
  const text = textOf(await evaluated('text', item, expressions));
  const given = labelsOf(await evaluated('labels', item, expressions));
  const labels = { ...labelsInText(`${title}\n${text ?? ''}`), ...given };
  return {
    kind: 'notice',
    notice: {
      id: `${name}:${id}`,
      status,
      name: nameByKind(namesOf([title, ...otherTitles], labels), labels, kindOf),
      labels,
      summary: text,
      startsAt,
      url: textOf(await evaluated('url', item, expressions)),
    },
  };
}

/** Undefined where the mapping has no such part. Throws what the expression fails with, after its name. */
async function evaluated(part: ExpressionName, value: unknown, expressions: Expressions): Promise<unknown> {
  try {
    return await expressions[part]?.of(value);
  } catch (error) {
    throw new Error(`${part}: ${explain(error)}`, { cause: error });
  }
}

/** A mapping may have several, the likeliest first: the first that says what the alert is about is its name. */
function titlesOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each) => textOf(each) ?? []);
}

function namesOf(
  [title, ...others]: readonly [string, ...string[]],
  labels: Notice['labels'],
): readonly [string, ...string[]] {
  return [...namesInTitle(title, labels), ...others];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Texts, numbers and the first text of a list; an object of anything else says nothing that labels could. */
function labelsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const pairs = Object.entries(value).flatMap(([name, given]) => {
    const text = textOf(Array.isArray(given) ? given[0] : given);
    return text === undefined ? [] : [[labelInWords(name) ?? name, text] as const];
  });
  return Object.fromEntries(pairs);
}

/** A larger number is of milliseconds: the seconds of 1970 to 2286 have ten digits, the milliseconds of 2001 to 2286 thirteen. */
const MILLISECONDS_FROM = 1e11;
/** In milliseconds, the year 2286. */
const LATEST = 1e13;

function timeOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  const time = Math.round(
    typeof number === 'number' ? (number < MILLISECONDS_FROM ? number * 1000 : number) : Date.parse(String(value)),
  );
  return time > 0 && time < LATEST ? time : undefined;
}
