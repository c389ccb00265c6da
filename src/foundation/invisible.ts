/**
 * Text without the marks that reorder or hide what a reader sees: the bidirectional controls (Unicode Annex 9: U+061C,
 * U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), zero-width spaces, and control characters other than tab and line break.
 */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?![\t\n])\p{Cc}/gu;
