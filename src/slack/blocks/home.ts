import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { Check } from '../../foundation/check.ts';
import type { Instant } from '../../foundation/clock.ts';
import { muteKey } from '../../investigation/silence/mute.ts';
import type { Collected, MuteInForce } from '../../investigation/silence/muting.ts';
import type { QuietHours } from '../../investigation/silence/quiet-hours.ts';
import { countOf } from '../../measurement/share.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { clip, code, escapeText, link, moment } from '../text.ts';
import { inSections } from './digest.ts';
import { knownText } from './known-services.ts';
import { LIMITS } from './limits.ts';
import { context, mrkdwn, section } from './message.ts';
import { collectedLine, muteFacts } from './mute-line.ts';
import { quietHoursLine } from './quiet-hours-line.ts';
import { type Linked, runningLine } from './running-line.ts';
import { serviceMenu } from './service-picker.ts';

/** The names behind the buttons and the menu of the Home tab; they belong to no investigation. */
export const HOME = { look: 'home.look', unmute: 'home.unmute', refresh: 'home.refresh' } as const;

/** What an investigation found, as it stands now. */
export interface ShownFinding {
  /** Absent where the alert named none. */
  readonly service: Service | undefined;
  readonly title: string;
  readonly at: Instant;
  readonly link: string | undefined;
}

/** Everything that the Home tab shows. */
export interface HomeFacts {
  /** What became of a click in it. */
  readonly notice: string;
  readonly now: Instant;
  readonly running: readonly Linked[];
  /** The newest first. */
  readonly findings: readonly ShownFinding[];
  readonly services: readonly Service[];
  /** Why there are none. */
  readonly whyNone?: string | undefined;
  /** Sources of evidence, and Slack itself. */
  readonly health: readonly Check[];
  readonly mutes: readonly MuteInForce[];
  readonly collected: Collected;
  readonly quietHours: readonly QuietHours[];
}

/** With a button each; `/leak mute` lists the others. Set by hand, far below what a view holds. */
const MUTES_SHOWN = 20;

/** Lines of one part; a part fits a screen or two. Set by hand. */
const LINES_SHOWN = 20;

/** What runs, what was found, what is known, how the sources are, and what opens no thread. */
export function homeView(facts: HomeFacts): HomeView {
  const { notice, now, running, findings, health } = facts;
  const blocks: readonly KnownBlock[] = [
    ...(notice === '' ? [] : [section(notice)]),
    ...part('Running', linesOr(running.map(runningLine), `Nothing runs. ${code('/leak <service>')} starts a look.`)),
    ...part('Recent findings', linesOr(findings.map(findingLine), 'Nothing was found yet.')),
    ...part('Services', [servicesBlock(facts)]),
    ...(health.length === 0 ? [] : part('Sources', linesOr(health.map(healthLine), ''))),
    ...part('Muted', mutedBlocks(facts)),
    ...quietBlocks(facts),
    { type: 'divider' },
    { type: 'actions', elements: [homeButton('Refresh', HOME.refresh, 'now')] },
    context(`As of ${moment(now)}; it is drawn again whenever you open it or click here.`),
  ];
  return { type: 'home', blocks: blocks.slice(0, LIMITS.viewBlocks) };
}

/** All that someone sees who may not use Leakbot. */
export function refusedHomeView(why: string): HomeView {
  return { type: 'home', blocks: [section(why)] };
}

function part(title: string, blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  return [{ type: 'header', text: { type: 'plain_text', text: title } }, ...blocks];
}

function linesOr(lines: readonly string[], none: string): readonly KnownBlock[] {
  if (lines.length === 0) return [section(none)];
  const more = lines.length - LINES_SHOWN;
  const shown = [...lines.slice(0, LINES_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
  return inSections(shown).map(section);
}

/** A title longer than this would not leave room for the others. */
const TITLE_LENGTH = 150;

function findingLine({ service, title, at, link: url }: ShownFinding): string {
  const name = service === undefined ? 'an alert without a service' : code(fullName(service));
  const words = clip(title, TITLE_LENGTH);
  return `• ${name} · ${url === undefined ? escapeText(words) : link(url, words)} · ${moment(at)}`;
}

function servicesBlock({ services, whyNone }: HomeFacts): KnownBlock {
  if (services.length === 0) return section(knownText(services, whyNone));
  const text = clip(`${countOf(services.length, 'service')}. ${knownText(services, whyNone)}`, LIMITS.sectionText);
  return {
    type: 'section',
    text: mrkdwn(text),
    accessory: serviceMenu(HOME.look, services, 'Look at one'),
  };
}

const MARKS = { ok: '✅', warning: '⚠️', fault: '🔴' } as const satisfies Readonly<Record<Check['state'], string>>;

function healthLine({ state, says, fix }: Check): string {
  return clip(
    `${MARKS[state]} ${escapeText([says, ...(fix === undefined ? [] : [fix])].join('. '))}`,
    LIMITS.inputText,
  );
}

function mutedBlocks({ mutes }: Pick<HomeFacts, 'mutes'>): readonly KnownBlock[] {
  if (mutes.length === 0) {
    return [
      section(
        `Nothing is muted. ${code('/leak mute <service> 2h')} keeps the alerts of a service from opening threads.`,
      ),
    ];
  }
  const more = mutes.length - MUTES_SHOWN;
  const shown = mutes.slice(0, MUTES_SHOWN).map((each): KnownBlock => {
    const text = clip(muteFacts(each), LIMITS.sectionText);
    const key = muteKey(each.mute.workload);
    // Names that are too long for a button: the command ends it.
    if (key.length > LIMITS.buttonValue) return section(text);
    return { type: 'section', text: mrkdwn(text), accessory: homeButton('Unmute', HOME.unmute, key) };
  });
  return [...shown, ...(more > 0 ? [context(`and ${more} more: ${code('/leak mute')} lists them`)] : [])];
}

function quietBlocks({ quietHours, collected, now }: HomeFacts): readonly KnownBlock[] {
  if (quietHours.length === 0 && collected.workloads.length === 0) return [];
  const held =
    collected.workloads.length === 0
      ? []
      : [`Collected until ${moment(collected.until)}:`, ...collected.workloads.map(collectedLine)];
  return part('Quiet hours', [
    ...(quietHours.length === 0
      ? []
      : linesOr(
          quietHours.map((hours) => quietHoursLine(hours, now)),
          '',
        )),
    ...(held.length === 0 ? [] : linesOr(held, '')),
  ]);
}

function homeButton(text: string, action: (typeof HOME)[keyof typeof HOME], value: string): Button {
  return { type: 'button', action_id: action, text: { type: 'plain_text', text }, value };
}
