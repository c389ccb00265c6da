import { withoutInvisible } from '../../foundation/invisible.ts';

/** Invisible, and no part of a word or an address: what stands on both sides is no longer a mention or a link. */
const APART = '\u2060';

/** Text from outside: none of Markdown's signs takes effect, it mentions no one and links nowhere. One line. */
export function plain(text: string): string {
  return withoutInvisible(text)
    .replaceAll('\n', ' ')
    .replace(/^#|[\\`*_[\]<>|]/g, (sign) => `\\${sign}`)
    .replace(/@(?=\w)/g, `@${APART}`)
    .replaceAll('://', `:${APART}//`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}${APART}.`);
}

/** Text from outside for a title, which trackers show without markup: it mentions no one. One line. */
export function titleText(text: string): string {
  return withoutInvisible(text)
    .replaceAll('\n', ' ')
    .replace(/@(?=\w)/g, `@${APART}`);
}

/** Text from outside as inline code, in which nothing takes effect but a backtick and a table's bar. */
export function code(text: string): string {
  const line = withoutInvisible(text).replaceAll('\n', ' ');
  return `\`${line.replaceAll('`', 'ˋ').replaceAll('|', '\\|')}\``;
}

/** A link whose address ends where it should; `text` is from outside too. */
export function link(url: string, text: string): string {
  return `[${plain(text)}](${addressIn(url)})`;
}

/** An address that no `)`, `>`, blank or bar in it ends early, and that reads in the order in which it is followed. */
export function addressIn(url: string): string {
  return withoutInvisible(url).replace(
    /[()<>|\s`]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
