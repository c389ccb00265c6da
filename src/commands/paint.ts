import { styleText } from 'node:util';
import type { Paint } from './diff-table.ts';

const STYLE = { heading: 'dim', grew: 'yellow', shrank: 'cyan', total: 'bold' } as const;

/** Colours on a terminal only, and not where they are unwanted (https://no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): Paint {
  const plain = stream.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return plain ? (_, text) => text : (style, text) => styleText(STYLE[style], text, { validateStream: false });
}
