/**
 * Reads NO_PROXY as undici does: hosts, `.domains` (which mean what lies below them and the domain itself) and
 * `host:port`, separated by commas or blanks; `*` is everything.
 */
export function exceptions(noProxy: string): (host: string, port: number) => boolean {
  const entries = noProxy
    .split(/[,\s]/)
    .filter((text) => text !== '')
    .map(entryOf);
  return (host, port) => {
    const asked = host.toLowerCase();
    return entries.some((entry) => (entry.port === undefined || entry.port === port) && meets(entry.host, asked));
  };
}

function entryOf(text: string): { readonly host: string; readonly port: number | undefined } {
  const [, host = text, port] = /^(.+):(\d+)$/.exec(text) ?? [];
  return {
    host: host.replace(/^\*?\./, '').toLowerCase(),
    port: port === undefined ? undefined : Number(port),
  };
}

function meets(entry: string, host: string): boolean {
  return entry === '*' || host === entry || host.endsWith(`.${entry}`);
}
