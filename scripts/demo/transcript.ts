import type { Message } from '../workspace/model.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A thread as plain text: who, what, and which pictures and buttons. */
export function transcript(workspace: Workspace, where: { readonly channel: string; readonly ts: string }): string {
  return workspace
    .thread(where)
    .map((message, index) => (index === 0 ? '' : '  ↳ ') + reported(message))
    .join('\n\n');
}

function reported(message: Message): string {
  const lines = message.blocks.flatMap(blockText);
  const reactions = [...message.reactions.keys()].map((name) =>
    name === 'eyes' ? '👀' : name === 'white_check_mark' ? '✅' : name,
  );
  return [
    ...(lines.length > 0 ? lines : [readable(message.text)]),
    ...(reactions.length > 0 ? [reactions.join(' ')] : []),
  ].join('\n    ');
}

interface Texted {
  readonly type?: string;
  readonly text?: string | { readonly text: string };
  readonly alt_text?: string;
  readonly elements?: readonly Texted[];
  readonly accessory?: Texted;
  readonly placeholder?: { readonly text: string };
}

function blockText(raw: Message['blocks'][number]): readonly string[] {
  const block = raw as Texted;
  switch (block.type) {
    case 'image':
      return [`[picture: ${block.alt_text ?? ''}]`];
    case 'actions':
      return [(block.elements ?? []).map(control).join(' ')];
    case 'context':
      return (block.elements ?? []).flatMap((element) => readable(words(element)).split('\n'));
    default:
      return [
        ...readable(words(block)).split('\n'),
        ...(block.accessory === undefined ? [] : [control(block.accessory)]),
      ];
  }
}

function control(element: Texted): string {
  if (element.type === 'overflow') return '[ ⋯ ]';
  return element.type === 'static_select' ? `[ ${element.placeholder?.text ?? ''} ▾ ]` : `[ ${words(element)} ]`;
}

function words({ text }: Texted): string {
  return typeof text === 'string' ? text : (text?.text ?? '');
}

/** Slack's markup as a terminal shows it: dates in UTC, links as text and address. */
function readable(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<@([^>|]+)>/g, '@$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/\*([^*\n]+)\*/g, '$1')))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
