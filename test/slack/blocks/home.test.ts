import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { viewFaults } from '../../../scripts/workspace/rules/check-blocks.ts';
import { warning } from '../../../src/foundation/check.ts';
import type { HeldBackSummary } from '../../../src/investigation/silence/announcement.ts';
import type { QuietHours } from '../../../src/investigation/silence/quiet-hours.ts';
import { DAY, HOUR } from '../../../src/measurement/duration.ts';
import type { Service } from '../../../src/service/service.ts';
import { type HomeFacts, homeView, refusedHomeView } from '../../../src/slack/blocks/home.ts';
import { aService, DANA, NOON, Story } from '../../support/investigations.ts';

const EMPTY: HomeFacts = {
  notice: '',
  now: NOON,
  running: [],
  findings: [],
  services: [],
  health: [],
  mutes: [],
  collected: { workloads: [], until: 0 },
  quietHours: [],
};

const SUMMARY: HeldBackSummary = {
  name: 'prod/orders',
  service: true,
  fired: 3,
  kills: 2,
  firing: 1,
  rules: ['OOM'],
  firstAt: NOON,
  lastAt: NOON,
};

/** 22:00 to 07:00 UTC, beginning on Friday and Saturday; NOON is a noon. */
const NIGHTS: QuietHours = {
  from: 22 * 60,
  to: 7 * 60,
  timeZone: 'UTC',
  days: [5, 6],
  channels: ['C0ALERTS'],
  services: ['orders'],
  opens: { kills: 3 },
};

/** What is to be read, a line a part; links, buttons and dates as Slack's markup has them. */
function read(facts: Partial<HomeFacts>): string {
  const blocks = homeView({ ...EMPTY, ...facts }).blocks as readonly KnownBlock[];
  const lines = blocks.flatMap((block): readonly string[] => {
    if (block.type === 'header') return [`# ${block.text.text}`];
    if (block.type === 'section') {
      const beside = block.accessory && 'action_id' in block.accessory ? ` [${block.accessory.action_id}]` : '';
      return [`${block.text?.text ?? ''}${beside}`];
    }
    return [];
  });
  return lines.join('\n').replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1');
}

const faults = (facts: HomeFacts) => viewFaults(homeView(facts), 'home', () => false);

describe('the Home tab', () => {
  test('with nothing to show says what to do', () => {
    expect(read({})).toBe(
      [
        '# Running',
        'Nothing runs. `/leak &lt;service&gt;` starts a look.',
        '# Recent findings',
        'Nothing was found yet.',
        '# Services',
        'I know no service yet: set PROMETHEUS_URL, or list services in leakbot.yaml.',
        '# Muted',
        'Nothing is muted. `/leak mute &lt;service&gt; 2h` keeps the alerts of a service from opening threads.',
      ].join('\n'),
    );
    expect(faults(EMPTY)).toEqual([]);
  });

  test('says what is true of a source that is set', () => {
    expect(read({ whyNone: 'Prometheus answers <none>.' })).toContain(
      'I know no service yet: Prometheus answers &lt;none&gt;.',
    );
    expect(read({ whyNone: 'Prometheus answers.' })).not.toContain('PROMETHEUS_URL');
  });

  test('names what runs, what was found and what is muted, with where to go and what to click', () => {
    const { investigation } = new Story({ id: 'inv1' }).last;
    const mute = { workload: { namespace: 'prod', name: 'orders' }, by: DANA, since: NOON, until: NOON + 2 * HOUR };
    const shown = read({
      notice: 'Done.',
      running: [{ investigation, link: 'https://slack.example/1' }],
      findings: [
        { service: aService(), title: 'Heap leak in <Put>', at: NOON - DAY, link: 'https://slack.example/2' },
        { service: undefined, title: 'No growth', at: NOON - 2 * DAY, link: undefined },
      ],
      services: [aService()],
      health: [warning('Metrics: Prometheus does not answer', 'Set PROMETHEUS_URL')],
      mutes: [{ mute, heldBack: [SUMMARY] }],
      collected: { workloads: [SUMMARY], until: NOON + HOUR },
      quietHours: [NIGHTS],
    });
    expect(shown).toMatch(
      /^Done\.\n# Running\n• `[^`]*markets-api` · since .* · 0 questions answered · <https:\/\/slack.example\/1\|thread>$/m,
    );
    expect(shown).toMatch(/^• `[^`]*markets-api` · <https:\/\/slack.example\/2\|Heap leak in &lt;Put&gt;> · /m);
    expect(shown).toMatch(/^• an alert without a service · No growth · /m);
    expect(shown).toMatch(/^1 service\. I know `[^`]*markets-api`\. \[home\.look\]$/m);
    expect(shown).toContain('# Sources\n⚠️ Metrics: Prometheus does not answer. Set PROMETHEUS_URL\n');
    expect(shown).toMatch(/^`prod\/orders` · until .* · <@U0DANA>, .* · 2 OOM kills, 1 warning; .* \[home\.unmute\]$/m);
    expect(shown).toMatch(
      /# Quiet hours\n• 22:00 to 07:00 UTC · beginning Fri, Sat · in <#C0ALERTS> · for `orders` · not now\nCollected until .*:\n• `prod\/orders` · 2 OOM kills/,
    );
  });

  test('quiet hours that hold now say until when', () => {
    const now = Date.UTC(2026, 10, 28, 23, 0); // A Saturday.
    expect(read({ now, quietHours: [NIGHTS] })).toContain('now, until 29 Nov 07:00 UTC');
  });

  test('of many mutes the first twenty have a button, and the rest are counted', () => {
    const mutes = Array.from({ length: 23 }, (_, index) => ({
      mute: { workload: { name: `s${index}` }, by: DANA, since: NOON },
      heldBack: [],
    }));
    expect(read({ mutes }).match(/\[home\.unmute\]/g)).toHaveLength(20);
    expect(JSON.stringify(homeView({ ...EMPTY, mutes }))).toContain('and 3 more');
  });

  test('keeps to the limits of Slack with as much as there can be, and the longest names', () => {
    const long = (length: number, index: number) => `${'<&'.repeat(length / 2)}${index}`;
    const named = (index: number): Service =>
      aService({
        cluster: long(250, index),
        namespace: long(250, index),
        name: long(250, index),
        container: undefined,
      });
    const { investigation } = new Story({ id: 'inv1' }).last;
    const many = Array.from({ length: 30 }, (_, index) => index);
    const summary = (index: number) => ({ ...SUMMARY, name: long(700, index) });
    const facts: HomeFacts = {
      ...EMPTY,
      notice: 'x'.repeat(5000),
      running: many.map((index) => ({
        investigation: { ...investigation, service: named(index) },
        link: `https://slack.example/${'x'.repeat(200)}`,
      })),
      findings: many.map((index) => ({
        service: named(index),
        title: long(900, index),
        at: NOON,
        link: `https://slack.example/${'x'.repeat(200)}`,
      })),
      services: Array.from({ length: 90 }, (_, index) => named(index)),
      health: many.map((index) => warning(long(4000, index), long(4000, index))),
      mutes: many.map((index) => ({
        mute: { workload: named(index).workload, by: DANA, since: NOON },
        heldBack: many.map(summary),
      })),
      collected: { workloads: many.map(summary), until: NOON },
      quietHours: many.map((index) => ({
        ...NIGHTS,
        channels: many.map((channel) => `C0${channel}`),
        services: many.map((service) => long(300, service)),
        timeZone: index % 2 === 0 ? 'UTC' : 'America/Argentina/ComodRivadavia',
      })),
    };
    expect(faults(facts)).toEqual([]);
    expect(faults({ ...facts, services: Array.from({ length: 900 }, (_, index) => named(index)) })).toEqual([]);
  });

  test('who may not see it reads why, and nothing else', () => {
    expect(refusedHomeView('Only members may do this.').blocks).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: 'Only members may do this.', verbatim: true } },
    ]);
  });
});
