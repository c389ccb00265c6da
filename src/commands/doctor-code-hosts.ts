import { type HostClient, hostClient } from '../adapters/source-host/host-client.ts';
import type { Settings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Clock } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import type { RepositoryPage } from '../service/repository-url.ts';
import { liesOn } from '../service/token-host.ts';
import type { Section } from './doctor-report.ts';
import { configuredPages, type GivenToken, givenTokens } from './source-host.ts';

/** All of one host: a person waits. */
const PATIENCE = 30 * SECOND;

/** Whether each token is good, and which of the configured repositories it reads. */
export async function checkCodeHosts(settings: Settings, clock: Clock): Promise<readonly Section[]> {
  const pages = configuredPages(settings.services);
  return Promise.all(givenTokens(settings).map((given) => checkToken(given, pages, clock)));
}

async function checkToken(given: GivenToken, pages: readonly RepositoryPage[], clock: Clock): Promise<Section> {
  const { kind, code, token, host } = given;
  const { token: setting, url: urlSetting } = code;
  if (host.kind === 'several') {
    const says = `repositories lie on several hosts (${host.bases.join(', ')}), and ${setting.name} is shown to none of them`;
    return {
      subject: setting.name,
      checks: [fault(says, `Set ${urlSetting.name} to the one that the token belongs to.`)],
    };
  }
  const { base } = host;
  const client = hostClient({ kind, code, token, base }, { clock });
  const own = [...new Map(pages.filter((page) => liesOn(page, kind, base)).map((page) => [page.url, page])).values()];
  const plain = base.startsWith('http:')
    ? [warning(`${setting.name} travels to ${base} unencrypted`, 'Use https.')]
    : [];
  if (own.length === 0) {
    const none = warning(
      `no repository in leakbot.yaml lies on ${base}: the token was not tried`,
      `Name the repository of a service, or set ${urlSetting.name} to the host that the token belongs to.`,
    );
    return { subject: client.api.name, checks: [...plain, none] };
  }
  const signal = AbortSignal.timeout(PATIENCE);
  const checks = await Promise.all(own.map((page) => checkRepository(client, page.url.slice(base.length + 1), signal)));
  return { subject: client.api.name, checks: [...plain, ...checks] };
}

async function checkRepository({ api, words, get }: HostClient, encoded: string, signal: AbortSignal): Promise<Check> {
  const repository = decodeURIComponent(encoded);
  try {
    const answer = await get(
      { repository, url: api.repository(repository) },
      { accept: 'json', what: repository },
      signal,
    );
    if (answer.kind === 'found') return ok(`${words.setting} reads ${repository}`);
    if (answer.kind === 'failed') return fault(answer.gap.missing, answer.gap.fix);
    return fault(
      `${repository} is not there, or hidden from ${words.setting}`,
      `Correct repository.url, or give the token: ${words.rights}.`,
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    return fault(`${api.name} did not answer in time about ${repository}`, `Check that Leakbot reaches ${api.name}.`);
  }
}
