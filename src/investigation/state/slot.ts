/**
 * A message Leakbot owns in an investigation's thread. `root` opens the thread (unless another message does), `status` is
 * the first reply: the status line, updated in place, and below it the first question; the others carry the key of what
 * they show; `files` are a conclusion's report and profiles. A `pointer` stands in the thread of another app's message,
 * which it names by channel and time stamp.
 */
export type Slot =
  | 'root'
  | 'status'
  | `step/${string}`
  | `note/${string}`
  | `conclusion/${string}`
  | `files/${string}`
  | `pointer/${string}/${string}`;

/** 👀 while working, ✅ when concluded; 🟢 when a deploy fixed it, 🔴 when one did not. */
export type ReactionName = (typeof REACTIONS)[number];

const REACTIONS = ['eyes', 'white_check_mark', 'large_green_circle', 'red_circle'] as const;

/** What a name in the outbox stands for. */
export type SlotMeaning =
  | { readonly kind: 'root' }
  | { readonly kind: 'status' }
  | { readonly kind: 'step' | 'note' | 'conclusion' | 'files' | 'digest'; readonly key: string }
  | { readonly kind: 'pointer'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'react'; readonly name: ReactionName };

/** The one place that reads such a name; undefined for one that an earlier or later version wrote. */
export function readSlot(text: string): SlotMeaning | undefined {
  const cut = text.indexOf('/');
  const [kind, key] = cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
  switch (kind) {
    case 'root':
    case 'status':
      return { kind };
    case 'step':
    case 'note':
    case 'conclusion':
    case 'files':
    case 'digest':
      return { kind, key };
    case 'pointer': {
      const [channel = '', ts = ''] = key.split('/');
      return { kind, channel, ts };
    }
    case 'react': {
      const name = REACTIONS.find((each) => each === key);
      return name && { kind, name };
    }
    default:
      return undefined;
  }
}
