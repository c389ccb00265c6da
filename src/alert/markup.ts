/** What a message in Slack shows: links by their words, without addresses, emphasis and the signs of code. */
export function withoutMarkup(text: string): string {
  return text
    .replace(/<(?:https?|mailto):[^|<>\s]{1,2000}\|([^<>]{1,2000})>/g, '$1')
    .replace(/<?https?:\/\/[^\s<>|]{1,2000}>?/g, ' ')
    .replace(/[`*•]/g, '')
    .replace(/ {2,}/g, ' ');
}
