import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { networkFailure, networkFix } from '../../src/foundation/network-failure.ts';

/** As `fetch` rejects: the system's error is the cause of one that says nothing. */
const fetchFailed = (code: string, message = code) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

test.each([
  ['ENOTFOUND', 'no-such-host', 'there is no host of that name (ENOTFOUND)'],
  ['ECONNREFUSED', 'nothing-listens', 'nothing listens there (ECONNREFUSED)'],
  ['CERT_HAS_EXPIRED', 'certificate-expired', 'its certificate has expired (CERT_HAS_EXPIRED)'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'certificate-not-trusted',
    'its certificate is signed by itself (DEPTH_ZERO_SELF_SIGNED_CERT)',
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'certificate-of-another-host',
    'its certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)',
  ],
])('%s in words, without the text of the library', (code, cause, says) => {
  expect(networkFailure(fetchFailed(code, 'write EPROTO 0:error:0A00010B:SSL routines'))).toEqual({ cause, says });
});

test('a host with several addresses, each refused, is one that nothing listens on', () => {
  const refused = () => Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' });
  const error = new TypeError('fetch failed', { cause: new AggregateError([refused(), refused()]) });
  expect(networkFailure(error).cause).toBe('nothing-listens');
});

test('what is not known is said as the innermost cause says it', () => {
  expect(networkFailure(fetchFailed('E_NEW', 'something new'))).toEqual({ cause: 'other', says: 'something new' });
  expect(networkFailure('text')).toEqual({ cause: 'other', says: 'text' });
});

test('HTTPS asked of a server that speaks HTTP', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const error = await fetch(`https://127.0.0.1:${port}/`).catch((thrown: unknown) => thrown);
  server.close();
  const { cause, says } = networkFailure(error);
  expect(cause).toBe('not-https');
  expect(says).toMatch(/^it does not speak HTTPS \(/);
  expect(networkFix(cause)).toContain('http://');
});
