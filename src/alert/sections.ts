import { withoutMarkup } from './markup.ts';

/** What a message says of alerts that fire, and of those that are over. */
export interface Sections {
  readonly firing: string;
  readonly over: string;
}

/** `Alerts Resolved:`, `**Firing**`, `:fire: *Firing (2)*`: a line that says nothing else. */
const HEADING = /^(?:alerts? )?(firing|resolved)(?: alerts?)?(?: \d{1,6})?$/i;

/** `• *Status:* resolved` among the lines of one alert. */
const STATUS = /^[^\p{L}\n]{0,20}status[^\p{L}\n]{0,10}(firing|resolved)\b/imu;

/** Takes apart what a message lists: by its headings, or by the status that stands in the lines of each alert. */
export function sectionsOf(text: string): Sections {
  const parts = { firing: [] as string[], over: [] as string[] };
  let section: keyof Sections = 'firing';
  for (const block of text.split(/\n[ \t]*\n/)) {
    const status = STATUS.exec(withoutMarkup(block))?.[1];
    for (const line of block.split('\n')) {
      section = sectionBegun(line) ?? section;
      parts[status === undefined ? section : sectionFor(status)].push(line);
    }
    parts.firing.push('');
    parts.over.push('');
  }
  return { firing: parts.firing.join('\n'), over: parts.over.join('\n') };
}

/** The section that a line begins; undefined for any other line. */
export function sectionBegun(line: string): keyof Sections | undefined {
  const heading = HEADING.exec(wordsOf(line))?.[1];
  return heading === undefined ? undefined : sectionFor(heading);
}

/** Whether the lines of an alert say that it is over. */
export function isOver(lines: string): boolean {
  const status = STATUS.exec(withoutMarkup(lines))?.[1];
  return status !== undefined && sectionFor(status) === 'over';
}

function sectionFor(status: string): keyof Sections {
  return status.toLowerCase() === 'firing' ? 'firing' : 'over';
}

function wordsOf(line: string): string {
  const plain = line.slice(0, 200).replace(/:[a-z0-9_+-]+:/g, ' ');
  return plain.match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? '';
}
