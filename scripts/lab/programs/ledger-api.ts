import { releasesOf } from '../cluster/names.ts';
import { buildJvm, JVM_TOOLS } from './jvm-build.ts';
import type { Program } from './program.ts';

/** The service of Spring Boot: its metrics are Actuator's, and the endpoint of manifest/jvm is a controller of its own. */
export const ledgerApi: Program = {
  name: 'ledger-api',
  runtime: 'jvm',
  repository: { url: 'https://github.com/acme/ledger', root: 'src/main/java' },
  releases: releasesOf(
    'ledger-api',
    { revision: '6d15f0b8c3e7942a1fd06b8e57c294ad031be7f6', version: '2.7.4', hash: '6b7c9d5f84' },
    { revision: 'e8a42f97b06c1d35f8e29a70c46bd15937fe08a2', version: '2.8.0', hash: '5d8f6b7c94' },
  ),
  tools: JVM_TOOLS,
  profiles: ['heap'],
  metrics: ['ledger_build_info', 'ledger_keys', 'http_server_requests_seconds_count'],
  metricsPath: '/actuator/prometheus',
  build: (tools, directory) =>
    buildJvm({ folder: 'ledger', name: 'ledger-api', main: 'com.acme.ledger.LedgerApplication' }, tools, directory),
  environment: ({ listen, depth }) => {
    const [address = '', port = ''] = listen.split(':');
    return {
      SERVER_ADDRESS: address,
      SERVER_PORT: port,
      // Statements are long, so that few requests are enough.
      LEDGER_DEPTH: String(10 * depth),
      MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: 'health,prometheus,metrics,threaddump',
      SPRING_MAIN_BANNER_MODE: 'off',
    };
  },
  request: (symbol, asOf) => `/v1/statements/${symbol}?asOf=${asOf}`,
};
