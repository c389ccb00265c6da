/** What Go's own packages start in other functions: profiles of goroutines do not name who started them. */
const STARTED_BY: ReadonlyMap<string, string> = new Map([
  ['net/http.(*persistConn).readLoop', 'net/http.(*Transport).dialConn'],
  ['net/http.(*persistConn).writeLoop', 'net/http.(*Transport).dialConn'],
  ['net/http.(*http2ClientConn).readLoop', 'net/http.(*http2Transport).newClientConn'],
  ['golang.org/x/net/http2.(*ClientConn).readLoop', 'golang.org/x/net/http2.(*Transport).newClientConn'],
]);

/** Go names a function literal after the function around it, which is what started a goroutine of it. */
export function creatorOf(name: string): string {
  return STARTED_BY.get(name) ?? name.replace(/(\.func\d+|\.gowrap\d+|\.\d+)+$/, '');
}
