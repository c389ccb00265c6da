import { alertNameAtBegin, alertNameInText } from './alert-name.ts';
import { labelsInText } from './labels-in-text.ts';
import { withoutMarkup } from './markup.ts';
import type { Post, PostAttachment } from './post.ts';
import type { KindOf } from './rules.ts';
import { isOver, type Sections, sectionBegun } from './sections.ts';

/** What a message says of one alert of a group, or between them. */
interface Part {
  /** As the text calls the alert; absent where it names none. */
  name?: string | undefined;
  section: keyof Sections;
  lines: string[];
}

/** Lines that are read. A list of alerts has a dozen for each. Set by hand. */
const MOST_LINES = 400;

/**
 * A group may hold alerts about anything, in any order: without what a message says of those that are about something else.
 * As it is where none that fires is about a container's memory.
 */
export function aboutMemory(post: Post, kindOf: KindOf): Post {
  const keep = (text: string) => memoryParts(text, kindOf);
  return {
    ...post,
    text: keep(post.text),
    blocks: keep(post.blocks),
    attachments: post.attachments.map(
      (each): PostAttachment => ({ ...each, text: keep(each.text), blocks: keep(each.blocks) }),
    ),
  };
}

function memoryParts(text: string, kindOf: KindOf): string {
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) return text;
  const parts = partsOf(lines);
  const kinds = new Map(parts.map((part) => [part, isAboutMemory(part, kindOf)]));
  const fires = parts.some((part) => kinds.get(part) === true && part.section === 'firing' && !isOver(wordsOf(part)));
  if (!fires) return text;
  return parts
    .filter((part) => kinds.get(part) !== false)
    .map(wordsOf)
    .join('\n');
}

function isAboutMemory(part: Part, kindOf: KindOf): boolean | undefined {
  if (part.name === undefined) return undefined;
  return kindOf({ labels: { ...labelsInText(wordsOf(part)), alertname: part.name } }) !== undefined;
}

function wordsOf({ lines }: Part): string {
  return lines.join('\n');
}

/** A line that names an alert begins its part, with the headings above it, unless the lines before it name none. */
function partsOf(lines: readonly string[]): readonly Part[] {
  const parts: Part[] = [{ section: 'firing', lines: [] }];
  let current = parts[0] as Part;
  const begin = (part: Part) => {
    parts.push(part);
    current = part;
  };
  for (const line of lines) {
    const section = sectionBegun(line);
    const name = nameIn(line);
    if (section !== undefined) begin({ section, lines: [] });
    else if (line.trim() === '') {
      // What stands in paragraphs of its own belongs to the alert that was named last, until its pod is known.
      const whole = current.name === undefined || labelsInText(wordsOf(current))['pod'] !== undefined;
      if (whole) begin({ section: current.section, lines: [] });
    } else if (name !== undefined && current.name !== undefined) {
      begin({ section: current.section, lines: headingsAtEnd(current.lines) });
    }
    current.lines.push(line);
    current.name ??= name;
  }
  return parts;
}

/** `Labels:` above the labels of the next alert; taken from the lines in which it stands last. */
function headingsAtEnd(lines: string[]): string[] {
  const at = lines.findLastIndex((line) => !/^[^\p{L}\p{N}]{0,20}[\p{L} ]{1,40}:[^\p{L}\p{N}]{0,20}$/u.test(line));
  return lines.splice(at + 1);
}

const AFTER_ITS_NAME = /\balert[ _-]?name\b[^\p{L}\p{N}\n]{1,10}([\p{L}\p{N}][^\n`*|,;]{0,200})/iu;

/** ` - alertname = Pod OOMKilled`, `*Alert:* PodOOMKilled`, `PodOOMKilled: Pod a/b-0 …`. */
function nameIn(line: string): string | undefined {
  const shown = withoutMarkup(line.slice(0, 1_000));
  const [, named] = AFTER_ITS_NAME.exec(shown) ?? [];
  // Other labels may follow on the line.
  if (named !== undefined) return /^\w*[a-z0-9][A-Z]\w*/.exec(named)?.[0] ?? named.trim();
  const begins = alertNameInText(shown) ?? alertNameAtBegin(shown);
  const isOfPod = () => alertNameInText(shown) !== undefined || labelsInText(shown)['pod'] !== undefined;
  return begins !== undefined && isOfPod() ? begins : undefined;
}
