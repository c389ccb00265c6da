import { emojiOf } from './emoji.ts';
import { withGlyphs } from './glyphs.ts';
import { Html, html } from './html.ts';

/** Turns ids into names. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
}

/** Slack's mrkdwn as HTML. What is escaped in it (`&amp;`) is shown as the character, never as markup. */
export function mrkdwn(text: string, names: Names): Html {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return join(parts.map((part, index) => (index % 2 === 1 ? codeBlock(part) : paragraphs(part, names))));
}

/** Plain text: only emoji names are replaced. */
export function plainText(text: string): Html {
  return join(
    text.split(/(:[a-z0-9_+'-]+:)/).map((part) => {
      const name = /^:(.+):$/.exec(part)?.[1];
      return withGlyphs((name === undefined ? undefined : emojiOf(name)) ?? part);
    }),
  );
}

function codeBlock(code: string): Html {
  return html`<pre tabindex="0"><code>${decode(code)}</code></pre>`;
}

function paragraphs(text: string, names: Names): Html {
  const runs: { readonly quoted: boolean; readonly lines: string[] }[] = [];
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
    const last = runs.at(-1);
    if (last !== undefined && last.quoted === (quote !== undefined)) last.lines.push(quote ?? line);
    else runs.push({ quoted: quote !== undefined, lines: [quote ?? line] });
  }
  return join(
    runs.map(({ quoted, lines }) => {
      const content = join(
        lines.flatMap((line, index) => (index === 0 ? [inline(line, names)] : [html`<br>`, inline(line, names)])),
      );
      return quoted ? html`<blockquote>${content}</blockquote>` : content;
    }),
  );
}

const token =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/;

function inline(text: string, names: Names): Html {
  const match = token.exec(text);
  if (match === null) return withGlyphs(decode(text));
  const [whole, code, angle, emoji, bold, italic, strike] = match;
  const before = withGlyphs(decode(text.slice(0, match.index)));
  const rest = inline(text.slice(match.index + whole.length), names);
  return join([before, styled(), rest]);

  function styled(): Html {
    if (code !== undefined) return html`<code>${decode(code)}</code>`;
    if (angle !== undefined) return angled(angle, names);
    if (emoji !== undefined) return withGlyphs(emojiOf(emoji) ?? whole);
    if (bold !== undefined) return html`<strong>${inline(bold, names)}</strong>`;
    if (italic !== undefined) return html`<em>${inline(italic, names)}</em>`;
    return html`<s>${inline(strike ?? '', names)}</s>`;
  }
}

/** What stands in angle brackets: a person, a channel, a group, a date or a link. */
function angled(content: string, names: Names): Html {
  const [target = '', label] = split(content, '|');
  if (target.startsWith('@')) return html`<span class="mention">@${names.user(target.slice(1))}</span>`;
  if (target.startsWith('#')) return html`<span class="mention">#${label ?? names.channel(target.slice(1))}</span>`;
  if (target.startsWith('!date^')) return date(target, decode(label ?? ''));
  if (target.startsWith('!')) return html`<span class="mention">@${label ?? target.slice(1).split('^')[0]}</span>`;
  return link(decode(target), decode(label ?? target));
}

/** Only what a browser may safely follow becomes a link. */
export function link(url: string, label: string): Html {
  if (!/^(https?|mailto):/i.test(url)) return html`${label}`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${plainText(label)}</a>`;
}

/** `!date^SECONDS^FORMAT^LINK`: the page fills in the reader's zone; without script the fallback stays. */
function date(target: string, fallback: string): Html {
  const [, seconds = '', format = '', url] = target.split('^');
  const time = dateElement(Number(seconds), decode(format), fallback);
  return url === undefined || url === ''
    ? time
    : html`<a href="${decode(url)}" target="_blank" rel="noopener noreferrer">${time}</a>`;
}

export function dateElement(seconds: number, format: string, fallback: string): Html {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return html`${fallback}`;
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}" data-format="${format}" title="${iso}">${fallback || iso}</time>`;
}

function split(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The three characters that Slack wants escaped. */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function join(parts: readonly Html[]): Html {
  return new Html(parts.map((part) => part.markup).join(''));
}
