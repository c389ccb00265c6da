import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mrkdwn } from '../../scripts/workspace/page/mrkdwn.ts';
import type { Conclusion, Investigation } from '../../src/investigation/state/investigation.ts';
import { readSlot } from '../../src/investigation/state/slot.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { issueDraft } from '../../src/presentation/report/issue-draft.ts';
import { markdownReport } from '../../src/presentation/report/markdown.ts';
import { wikiMarkup } from '../../src/service/wiki-markup.ts';
import { compose } from '../../src/slack/blocks/compose.ts';
import { aConclusion } from '../support/a-conclusion.ts';
import { anIncidentAlert, aService, NOON, Story } from '../support/investigations.ts';

/** Whatever a pod, a label, a profile or a repository can be called; every sign that one of the targets reads. */
const HOSTILE =
  'a<!channel>@everyone @here|b`c```)](https://evil.example/x) https://evil.example www.evil.example *d* _e_ \u202Egpj.exe\u2066';

/** An investigation with a conclusion, in which all that came from outside is hostile. */
function hostileInvestigation(): Investigation {
  const pods = [HOSTILE, `${HOSTILE}2`].map((pod) => ({
    pod,
    caption: `${pod} — 498 MiB`,
    figures: { level: 1, kills: 2, alive: true, growing: 'yes' as const },
  }));
  const story = new Story({
    alert: anIncidentAlert({ name: HOSTILE, pod: HOSTILE, summary: HOSTILE, url: `https://alerts.example/${HOSTILE}` }),
    subject: { service: aService({ name: HOSTILE, namespace: HOSTILE, cluster: HOSTILE, container: HOSTILE }) },
  });
  const judgement = { headline: `${HOSTILE} grows`, reasons: [HOSTILE], answer: 'yes', confidence: 0.9 } as const;
  const step = story.investigation.steps[0]?.key ?? '';
  const gaps = [{ missing: HOSTILE, fix: HOSTILE }];
  story.apply({
    kind: 'step-observed',
    step,
    observed: { facts: { judgement, gaps, pods }, pod: HOSTILE },
    at: NOON,
  });
  const asked = story.investigation;
  return { ...asked, conclusions: [hostileConclusion()] };
}

function hostileConclusion(): Conclusion {
  const known = aConclusion();
  const frames = [{ function: HOSTILE, file: HOSTILE, line: 88 }];
  const snapshot = { source: HOSTILE, kind: 'heap', time: NOON, ref: HOSTILE };
  const side = { time: NOON, total: 1, caption: HOSTILE, snapshot };
  const url = `https://code.example/${HOSTILE}`;
  return {
    ...known,
    finding: {
      ...known.finding,
      title: `Heap leak in ${HOSTILE}`,
      evidence: [HOSTILE],
      paths: [
        { frames, below: [], base: 0, current: 9, delta: 9, share: 0.9, kept: { class: HOSTILE, holder: HOSTILE } },
      ],
      advice: [`Now: ${HOSTILE}`],
      proof: HOSTILE,
    },
    revision: HOSTILE,
    links: { [`${HOSTILE}:88`]: url },
    compareUrl: url,
    recurrence: { investigation: 'inv-0', title: HOSTILE, at: NOON } as unknown as NonNullable<
      Conclusion['recurrence']
    >,
    source: {
      path: `${HOSTILE}.go`,
      revision: HOSTILE,
      url,
      snippet: { first: 86, lines: ['', HOSTILE, ''] },
      marks: [],
      owners: [`@acme/${HOSTILE}`],
    },
    compared: { sampleType: 'inuse_space', unit: 'bytes', base: side, current: side } as unknown as NonNullable<
      Conclusion['compared']
    >,
    gaps: [{ missing: HOSTILE, fix: HOSTILE }],
  };
}

const investigation = hostileInvestigation();
const services = [aService({ name: HOSTILE, namespace: HOSTILE })];
const unknown: Investigation = {
  ...investigation,
  status: 'needs-service',
  service: undefined,
  unknown: { labels: { [HOSTILE]: HOSTILE }, missing: [HOSTILE] },
};

const messages = (
  [
    ['root', investigation],
    ['status', investigation],
    ['status', unknown],
    ['step/rss-growing.1', investigation],
    ['conclusion/1', investigation],
  ] as const
).map(([slot, state]) => {
  const message = compose(state, readSlot(slot) ?? expect.fail(slot), { services });
  return [state === unknown ? `${slot}, no service` : slot, message ?? expect.fail(slot)] as const;
});

/** Every object and string below a value. */
function* below(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* below(each);
}

const isText = (
  value: unknown,
): value is { readonly type: string; readonly text: string; readonly verbatim?: boolean } =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'type' in value;

const NAMES = { user: (id: string) => id, channel: (id: string) => id };

/** What a reader could press, and who would be called. */
function effects(text: string): readonly string[] {
  const { markup } = mrkdwn(text, NAMES);
  const links = [...markup.matchAll(/<a href="([^"]*)"/g)].map(([, url = '']) => new URL(url).host);
  const mentions = [...markup.matchAll(/class="mention">([^<]*)/g)].map(([, name = '']) => name);
  return [...links, ...mentions].filter((each) => !['alerts.example', 'code.example'].includes(each));
}

describe.each(messages)('in the message %s', (_, message) => {
  const texts = [{ type: 'mrkdwn', text: message.text, verbatim: true }, ...below(message.blocks)].filter(isText);

  test('nothing is a link, mention or mark that came from outside', () => {
    expect(texts.length).toBeGreaterThan(1);
    for (const { type, text } of texts) {
      if (type === 'mrkdwn') expect(effects(text)).toEqual([]);
      expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    }
  });

  test('Slack is kept from finding some by itself', () => {
    const marked = texts.filter(({ type }) => type === 'mrkdwn');
    expect(marked.filter(({ verbatim }) => verbatim !== true)).toEqual([]);
    for (const { text } of marked) expect(text.replace(/<https:[^|>]*/g, '')).not.toMatch(/@(everyone|here|channel)/);
  });
});

test('markup of Slack is made in one place', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const makers = files.filter((file) => /type: 'mrkdwn'/.test(readFileSync(join(root, file), 'utf8')));
  expect(makers).toEqual(['slack/blocks/message.ts']);
});

/** CommonMark's inline code and fences, in which only their own end takes effect. */
function outsideCode(markdown: string): string {
  return markdown.replace(/(`{3,})[^\n]*\n[\s\S]*?\n\1(?!`)/g, '').replace(/`[^`\n]*`/g, '``');
}

const draft = issueDraft(investigation, hostileConclusion(), 'https://team.slack.example/archives/C1/p1');

describe.each([
  ['the report', markdownReport(investigation, playbookFor('go'))],
  ['the draft of an issue', draft.body],
])('in %s', (_, markdown) => {
  // A sign behind a backslash takes no effect.
  const text = outsideCode(markdown).replace(/\\[^\w\s]/g, '');

  test('no one is mentioned and nothing is linked but what Leakbot links', () => {
    const targets = [...text.matchAll(/\]\((\S+?)\)|<(https?:[^>]+)>|(?<![<(])https?:\/\/\S+/g)].map(
      ([whole, a, b]) => a ?? b ?? whole,
    );
    const hosts = targets.map((url) => (URL.canParse(url) ? new URL(url).host : url));
    expect(hosts.filter((host) => !/^(code|team\.slack)\.example$|^\d\d-.*\.png$/.test(host))).toEqual([]);
    const words = text.replace(/\]\(\S+?\)|<https:\S+>/g, '');
    expect(words).not.toMatch(/@\w/);
    expect(words).not.toMatch(/\bwww\./);
  });

  test('a row of a table has the cells of its head', () => {
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
    const tables = markdown.split('\n').filter((line) => line.startsWith('| '));
    for (const line of tables)
      expect([cells(tables[0] ?? ''), cells(markdownHead(markdown, line))]).toContain(cells(line));
  });

  test('nothing reorders what is read', () => {
    expect(markdown).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });
});

/** The head of the table that a row stands in. */
function markdownHead(markdown: string, row: string): string {
  const lines = markdown.split('\n');
  let at = lines.indexOf(row);
  while (at > 0 && lines[at - 1]?.startsWith('|') === true) at -= 1;
  return lines[at] ?? '';
}

test('the title of an issue is a line that mentions no one', () => {
  expect(draft.title).not.toMatch(/@\w|[\n\u202A-\u202E\u2066-\u2069]/);
});

test('Jira’s markup has no link or mention of theirs either', () => {
  const markup = wikiMarkup(draft.body)
    .replace(/\{code\}[\s\S]*?\{code\}/g, '')
    .replace(/\{\{.*?\}\}/g, '');
  const linked = [...markup.matchAll(/\[(?:[^\]|\\]|\\.)*\|(\S+?)\]|\[(https?:\S+?)\]|(?<!\|)\bhttps?:\/\/\S+/g)].map(
    ([whole, a, b]) => a ?? b ?? whole,
  );
  expect(linked.filter((url) => !/^https:\/\/(code|team\.slack)\.example\//.test(url))).toEqual([]);
  expect(markup).not.toMatch(/\[~/);
});
