/** A text as PostgreSQL keeps it: of all characters only NUL cannot stand in one (“Character Types”, SQLSTATE 22021). */
export function keptText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
