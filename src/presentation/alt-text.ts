/** Slack's limit for the alternative text of a picture. */
const MAX_LENGTH = 2000;

/** Sentences for those who cannot see a picture, the finding first: one line of plain text of at most 2000 characters. */
export function altText(sentences: readonly (string | undefined)[]): string {
  const text = sentences
    .filter((sentence) => sentence !== undefined && sentence !== '')
    .map((sentence) =>
      closed(
        String(sentence)
          .replaceAll(/[\s`]+/g, ' ')
          .trim(),
      ),
    )
    .join(' ');
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

function closed(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
