import type { Message, StoredFile } from '../model.ts';
import { asPayloads, asText, type Payload } from '../payload.ts';
import { isDrawable, isReady } from '../picture-facts.ts';
import { withSelections } from '../slack-shapes.ts';
import { renderBlocks, type Surroundings } from './blocks.ts';
import { emojiOf } from './emoji.ts';
import { withGlyphs } from './glyphs.ts';
import { type Html, html } from './html.ts';
import { link, mrkdwn } from './mrkdwn.ts';
import { picture } from './picture.ts';

/** Where and for whom a message is drawn: only the channel shows how many replies there are. */
export interface Viewpoint {
  readonly viewer: string;
  readonly surface: 'channel' | 'thread';
}

export function renderMessage(message: Message, at: Viewpoint, around: Surroundings): Html {
  const who = nameOf(message, around);
  const own = message.author.kind === 'app' ? 'from-app' : 'from-person';
  const small = message.subtype === 'channel_join' || message.subtype === 'tombstone';
  return html`<article class="message ${own}${small ? ' quiet' : ''}${message.audience === undefined ? '' : ' ephemeral'}" data-ts="${message.ts}" data-channel="${message.channel}" data-thread="${message.threadTs ?? ''}" aria-label="${who}">
<div class="avatar" style="--hue:${hueOf(who)}" aria-hidden="true">${who.slice(0, 1).toUpperCase()}</div>
<div class="content">${message.audience !== undefined && html`<p class="note">Only visible to you <button type="button" class="plain" data-do="dismiss">Dismiss</button></p>`}${broadcastNote(message, at)}<header><span class="author">${who}</span>${message.author.kind === 'app' && html` <span class="badge">app</span>`} ${clockTime(message.ts)}</header>${body(message, around)}${message.fileIds.length > 0 && html`<div class="files">${message.fileIds.flatMap((id) => fileOf(id, around))}</div>`}${reactions(message, at)}${at.surface === 'channel' && replyCount(message, around)}</div>${message.audience === undefined && message.subtype !== 'tombstone' && toolbar(around, at)}</article>`;
}

function broadcastNote(message: Message, at: Viewpoint): Html | false {
  if (!message.broadcast) return false;
  return at.surface === 'channel'
    ? html`<p class="note">replied to a thread · <button type="button" class="plain" data-do="thread">View thread</button></p>`
    : html`<p class="note">also sent to the channel</p>`;
}

function body(message: Message, around: Surroundings): Html {
  const edited = message.edited !== undefined && html` <span class="edited">(edited)</span>`;
  const text = message.text !== '' && html`<div class="text">${mrkdwn(message.text, around.names)}${edited}</div>`;
  const blocks = message.blocks.map((block) => withSelections(message, block));
  return html`${message.blocks.length === 0 ? text || undefined : html`${renderBlocks(blocks, around)}${edited}`}${message.attachments.map((one) => attachment(one, around))}`;
}

/** The older attachments, which alert senders use. */
function attachment(source: Payload, around: Surroundings): Html {
  const part = (name: string) => asText(source[name]);
  const colour = { good: '#2e7d52', warning: '#b7791f', danger: '#c0392b' }[part('color')] ?? part('color');
  const fields = asPayloads(source['fields']).map(
    (field) =>
      html`<div><strong>${asText(field['title'])}</strong><br>${mrkdwn(asText(field['value']), around.names)}</div>`,
  );
  const blocks = asPayloads(source['blocks']);
  const safe = /^#[0-9a-f]{3,8}$/i.test(colour) ? colour : '#8a94a0';
  return html`${part('pretext') !== '' && html`<div class="text">${mrkdwn(part('pretext'), around.names)}</div>`}<div class="attachment" style="--bar:${safe}">${part('title') !== '' && html`<div class="title">${part('title_link') === '' ? part('title') : link(part('title_link'), part('title'))}</div>`}${part('text') !== '' && html`<div class="text">${mrkdwn(part('text'), around.names)}</div>`}${fields.length > 0 && html`<div class="fields">${fields}</div>`}${blocks.length > 0 && renderBlocks(blocks, around)}${part('text') === '' && part('title') === '' && blocks.length === 0 && html`<div class="text">${part('fallback')}</div>`}${part('footer') !== '' && html`<div class="footer">${part('footer')}</div>`}</div>`;
}

function fileOf(id: string, around: Surroundings): readonly Html[] {
  const file: StoredFile | undefined = around.state.files.get(id);
  if (file === undefined) return [];
  if (isReady(file, around.state.clock) && isDrawable(file))
    return [picture({ ...around.files.pictureOf(file), alt: file.altText || file.title, small: false })];
  return [
    html`<a class="file" href="/page/file/${file.id}" download="${file.name}">${withGlyphs('📄')} <span>${file.title}</span> <small>${file.name} · ${(file.length / 1024).toFixed(1)} KiB</small></a>`,
  ];
}

function reactions(message: Message, at: Viewpoint): Html | false {
  if (message.reactions.size === 0) return false;
  const chips = [...message.reactions].map(([name, users]) => {
    const mine = users.includes(at.viewer);
    return html`<button type="button" class="reaction" data-do="react" data-name="${name}" aria-pressed="${String(mine)}" aria-label="${name}, ${users.length}">${withGlyphs(emojiOf(name) ?? `:${name}:`)} ${users.length}</button>`;
  });
  return html`<div class="reactions">${chips}</div>`;
}

function replyCount(message: Message, around: Surroundings): Html | false {
  const replies = around.state.repliesTo(message.channel, message.ts);
  const last = replies.at(-1);
  if (last === undefined) return false;
  return html`<button type="button" class="replies" data-do="thread">${replies.length} ${replies.length === 1 ? 'reply' : 'replies'} <span>last ${clockTime(last.ts)}</span></button>`;
}

function toolbar(around: Surroundings, at: Viewpoint): Html {
  const shortcuts = around.state.manifest.shortcuts
    .filter(({ type }) => type === 'message')
    .map(
      ({ name, callbackId }) =>
        html`<button type="button" data-do="shortcut" data-name="${callbackId}">${name}</button>`,
    );
  return html`<div class="tools" role="group" aria-label="Message actions">${at.surface === 'channel' && html`<button type="button" data-do="thread">Reply in thread</button>`}<button type="button" data-do="react" data-name="+1" aria-label="React with thumbs up">${withGlyphs('👍')}</button><button type="button" data-do="react" data-name="eyes" aria-label="React with eyes">${withGlyphs('👀')}</button>${shortcuts}</div>`;
}

function nameOf(message: Message, around: Surroundings): string {
  return message.author.kind === 'app' ? message.author.username : around.names.user(message.author.userId);
}

export function clockTime(ts: string): Html {
  const iso = new Date(Number(ts) * 1000).toISOString();
  return html`<time datetime="${iso}" data-format="{time}" title="${iso}">${iso.slice(11, 16)}</time>`;
}

function hueOf(name: string): number {
  return [...name].reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
}
