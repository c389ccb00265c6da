import { MiB } from '../../measurement/bytes.ts';
import { below } from '../http-client/base-url.ts';
import { boundedGet } from '../http-client/bounded-get.ts';
import { type ProfileServerSettings, reachedBy } from './settings.ts';

/** Where a server has its version, and how it stands there. */
const PLACES = {
  pyroscope: { path: 'api/v1/status/buildinfo', version: /"version"\s*:\s*"v?([^"]{1,40})"/ },
  // Its web page is made with it.
  parca: { path: '', version: /APP_VERSION\s*=\s*['"]v?([^'"]{1,40})['"]/ },
} as const;

/** The version of a profile server; undefined where it does not say, or a proxy lets only its API through. */
export async function versionOf(
  kind: keyof typeof PLACES,
  settings: ProfileServerSettings,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { url, headers } = reachedBy(settings);
  const { path, version } = PLACES[kind];
  const answer = await boundedGet({
    url: below(url, path),
    headers,
    timeout: settings.timeout ?? 10_000,
    maxBytes: MiB,
    signal,
  });
  return answer.kind === 'answer' && answer.status === 200
    ? version.exec(answer.body.toString('utf8'))?.[1]
    : undefined;
}
