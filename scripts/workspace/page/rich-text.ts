import { asList, asPayload, asPayloads, asText, type Payload } from '../payload.ts';
import { emojiOf } from './emoji.ts';
import { withGlyphs } from './glyphs.ts';
import { type Html, html } from './html.ts';
import { dateElement, join, link, type Names } from './mrkdwn.ts';

/** A `rich_text` block: sections, lists, quotes and preformatted text. */
export function richText(block: Payload, names: Names): Html {
  return join(asPayloads(block['elements']).map((part) => container(part, names)));
}

function container(part: Payload, names: Names): Html {
  const inner = () => join(asPayloads(part['elements']).map((element) => leaf(element, names)));
  switch (part['type']) {
    case 'rich_text_list': {
      const items = asPayloads(part['elements']).map((item) => html`<li>${container(item, names)}</li>`);
      return part['style'] === 'ordered' ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${inner()}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre tabindex="0"><code>${inner()}</code></pre>`;
    default:
      return html`<span class="lines">${inner()}</span>`;
  }
}

function leaf(element: Payload, names: Names): Html {
  const text = asText(element['text']);
  switch (element['type']) {
    case 'link':
      return styled(link(asText(element['url']), text || asText(element['url'])), element);
    case 'emoji':
      return withGlyphs(emojiOf(asText(element['name'])) ?? `:${asText(element['name'])}:`);
    case 'user':
      return html`<span class="mention">@${names.user(asText(element['user_id']))}</span>`;
    case 'channel':
      return html`<span class="mention">#${names.channel(asText(element['channel_id']))}</span>`;
    case 'broadcast':
      return html`<span class="mention">@${asText(element['range'])}</span>`;
    case 'date':
      return dateElement(Number(element['timestamp']), asText(element['format']), asText(element['fallback']));
    default:
      return styled(withGlyphs(text), element);
  }
}

function styled(content: Html, element: Payload): Html {
  const style = asPayload(element['style']);
  const wraps = asList(Object.keys(style).filter((name) => style[name] === true));
  return wraps.reduce<Html>((inner, name) => {
    if (name === 'bold') return html`<strong>${inner}</strong>`;
    if (name === 'italic') return html`<em>${inner}</em>`;
    if (name === 'strike') return html`<s>${inner}</s>`;
    return name === 'code' ? html`<code>${inner}</code>` : inner;
  }, content);
}
