import { type Html, html } from './html.ts';
import { join, link } from './mrkdwn.ts';

/** The common parts of Markdown, for the `markdown` block: headings, lists, code, bold, italic, links. */
export function markdown(text: string): Html {
  const parts = text.split(/```[^\n]*\n([\s\S]*?)\n?```/);
  return join(
    parts.map((part, index) =>
      index % 2 === 1 ? html`<pre tabindex="0"><code>${part}</code></pre>` : join(part.split('\n').map(line)),
    ),
  );
}

function line(text: string): Html {
  const heading = /^#{1,6} (.*)$/.exec(text)?.[1];
  if (heading !== undefined) return html`<p class="heading">${inline(heading)}</p>`;
  const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(text)?.[1];
  if (item !== undefined) return html`<p class="item">${inline(item)}</p>`;
  const quote = /^> ?(.*)$/.exec(text)?.[1];
  if (quote !== undefined) return html`<blockquote>${inline(quote)}</blockquote>`;
  return text.trim() === '' ? html`` : html`<p>${inline(text)}</p>`;
}

const token = /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|(?<!\w)[*_](\S.*?)[*_](?!\w)|~~(.+?)~~/;

function inline(text: string): Html {
  const match = token.exec(text);
  if (match === null) return html`${text}`;
  const [whole, code, label, url, bold, italic, strike] = match;
  const rest = inline(text.slice(match.index + whole.length));
  const before = html`${text.slice(0, match.index)}`;
  if (code !== undefined) return join([before, html`<code>${code}</code>`, rest]);
  if (label !== undefined) return join([before, link(url ?? '', label), rest]);
  if (bold !== undefined) return join([before, html`<strong>${inline(bold)}</strong>`, rest]);
  if (italic !== undefined) return join([before, html`<em>${inline(italic)}</em>`, rest]);
  return join([before, html`<s>${inline(strike ?? '')}</s>`, rest]);
}
