/** `its certificate` → `Its certificate`. */
export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `its certificate` → `Its certificate.`; what ends as a sentence stays. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? capitalised(text) : `${capitalised(text)}.`;
}
