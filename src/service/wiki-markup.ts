/**
 * A draft in Markdown as Jira's own markup, which its REST API version 2 takes on Cloud and Data Center alike
 * (https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all): headings, lists, links and code, the parts that
 * a draft has. What is none of them stays as it is.
 */
export function wikiMarkup(markdown: string): string {
  let fenced = false;
  const lines = markdown.split('\n').map((line) => {
    if (/^\s*```/.test(line)) {
      fenced = !fenced;
      return '{code}';
    }
    return fenced ? line : lineOf(line);
  });
  return [...lines, ...(fenced ? ['{code}'] : [])].join('\n');
}

function lineOf(line: string): string {
  const [, indent = '', mark = '', rest = line] = /^(\s*)(#{1,6}|[-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line) ?? [];
  if (mark.startsWith('#')) return `h${mark.length}. ${inline(rest)}`;
  if (mark === '') return inline(line);
  // Two blanks of Markdown are a level of a list; Jira writes the sign once for each.
  const sign = /\d/.test(mark) ? '#' : '*';
  return `${sign.repeat(1 + Math.floor(indent.length / 2))} ${inline(rest)}`;
}

/** A code, a link with its words, a bare link, or bold, whichever begins first. */
const INLINE = /`([^`]+)`|\[((?:\\.|[^\]\\])+)\]\((\S+?)\)|<(https?:\/\/[^>\s]+)>|\*\*(.+?)\*\*/g;

function inline(text: string): string {
  return text.replace(INLINE, (whole, code?: string, words?: string, url?: string, bare?: string, bold?: string) => {
    if (code !== undefined) return `{{${escaped(code.replaceAll('\\|', '|'))}}}`;
    if (words !== undefined && url !== undefined) return `[${words.replaceAll('|', '\\|')}|${url}]`;
    if (bare !== undefined) return `[${bare}]`;
    return bold === undefined ? whole : `*${bold}*`;
  });
}

/** Signs that take effect in Jira's code too, each after a backslash. */
function escaped(code: string): string {
  return code.replace(/[{}[\]*_^~|!]/g, (sign) => `\\${sign}`);
}
