import { Html, html } from './html.ts';

/** Emoji that the page draws itself (assets/glyphs.css): not every machine has a font for them. */
const drawn: Readonly<Record<string, string>> = {
  '👀': 'eyes',
  '✅': 'check',
  '👍': 'up',
  '👎': 'down',
  '🔴': 'red',
  '🟠': 'orange',
  '🟡': 'yellow',
  '🟢': 'green',
  '🔵': 'blue',
  '⚠️': 'warning',
  '⚠': 'warning',
  '❌': 'cross',
  '⏳': 'hourglass',
  '📈': 'chart',
  '📉': 'chart',
  '📊': 'chart',
  '📄': 'page',
  '📎': 'page',
  '📝': 'page',
  '🔍': 'lens',
  '🔎': 'lens',
  '🚨': 'alarm',
  '🚀': 'rocket',
};

const pattern = new RegExp(`(${Object.keys(drawn).join('|')})`, 'u');

/** The text as markup; the characters stay in it, so that it reads, copies and is found as it was written. */
export function withGlyphs(text: string): Html {
  const parts = text.split(pattern).map((part) => {
    const name = drawn[part];
    return name === undefined ? html`${part}`.markup : html`<span class="glyph ${name}">${part}</span>`.markup;
  });
  return new Html(parts.join(''));
}
