/** The keys under which blocks and attachments hold what people read; others hold ids and kinds. */
const READ = new Set(['text', 'fallback', 'pretext', 'title', 'value', 'footer', 'author_name']);

/** Everything that is to be read in a message: its text, attachments and blocks. */
export function wordsOf(message: Readonly<Record<string, unknown>>): string {
  const { text, attachments, blocks } = message;
  return [...wordsIn(text, 'text'), ...wordsIn(attachments), ...wordsIn(blocks)].join('\n');
}

function wordsIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return READ.has(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => wordsIn(each, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => wordsIn(each, name));
}
