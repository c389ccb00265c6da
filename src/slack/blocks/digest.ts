import { type Investigation, serviceName } from '../../investigation/state/investigation.ts';
import { countOf } from '../../measurement/share.ts';
import { bold, clip, code, escapeText, link } from '../text.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, context, section } from './message.ts';

export interface DigestEntry {
  readonly investigation: Investigation;
  /** The address of its thread; absent until it stands. */
  readonly thread?: string | undefined;
}

/** What workloads have in common that ran into their limits together. */
export interface Cause {
  readonly kind: 'node' | 'deploy' | 'namespace' | 'several';
  readonly name: string;
}

/** One message for many workloads that ran into trouble together: each by name, the worst first, and its thread once it stands. */
export function digestMessage(entries: readonly DigestEntry[], cause: Cause): ComposedMessage {
  const count = countOf(entries.length, 'more workload');
  const headline = `🔴 ${bold(`Memory alerts of ${count}`)}${shared(cause, code)}, worst first`;
  const waiting = entries.filter(({ thread }) => thread === undefined).length;
  return {
    text: clip(`🔴 Memory alerts of ${count}${shared(cause, escapeText)}`, LIMITS.text),
    blocks: [
      section(headline),
      ...inSections(entries.map(lineOf)).map(section),
      ...(waiting === 0
        ? []
        : [context(`${countOf(waiting, 'thread')} to come: each opens as soon as Slack takes it.`)]),
    ],
  };
}

function shared({ kind, name }: Cause, mark: (text: string) => string): string {
  switch (kind) {
    case 'node':
      return ` on node ${mark(name)}`;
    case 'deploy':
      return ` of the deploy ${mark(name)}`;
    case 'namespace':
      return ` in namespace ${mark(name)}`;
    case 'several':
      return '';
  }
}

/** A name longer than this would not leave room for the others. */
const NAME_LENGTH = 40;

function lineOf({ investigation, thread }: DigestEntry): string {
  const name = clip(serviceName(investigation), NAME_LENGTH);
  const kills = investigation.alerts.filter(({ kind }) => kind === 'oom-kill').length;
  const others = investigation.alerts.length - kills;
  const facts = [
    ...(kills === 0 ? [] : [countOf(kills, 'OOM kill')]),
    ...(others === 0 ? [] : [countOf(others, 'warning')]),
    ...(investigation.unlisted === undefined ? [] : [countOf(investigation.unlisted.fired, 'more alert')]),
  ];
  return `• ${thread === undefined ? code(name) : link(thread, name)} · ${facts.join(', ')}`;
}

/** Lines as few sections as Slack's limit of one allows. */
export function inSections(lines: readonly string[]): readonly string[] {
  const sections: string[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    if (last === undefined || last.length + line.length + 1 > LIMITS.sectionText) sections.push(line);
    else sections[sections.length - 1] = `${last}\n${line}`;
  }
  return sections;
}
