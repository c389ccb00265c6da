import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemMounts } from '../cluster/image.ts';
import { releasesOf } from '../cluster/names.ts';
import { builder, SERVICES } from './build.ts';
import type { Program } from './program.ts';

const ABOUT = 'import sys; print(sys.base_prefix); print("%d.%d" % sys.version_info[:2])';

/** The Python service. It runs on this machine's Python, seen as `/usr/local` where that is not the system's. */
export const reportsWorker: Program = {
  name: 'reports-worker',
  runtime: 'python',
  repository: { url: 'https://github.com/acme/reports', root: '/app' },
  releases: releasesOf(
    'reports-worker',
    { revision: '5be27f1a90c4d3683f71b2e8406a9dc57e13f2b4', version: '1.18.2', hash: '74c9f6d5b8' },
    { revision: 'e80d4c92a7b61f35d2c94e07f8a1356bd9027c4e', version: '1.19.0', hash: '69b5d8c7f4' },
  ),
  tools: ['python'],
  // tracemalloc, by services/reports/reports/tracemalloc_pprof.py.
  profiles: ['heap'],
  metrics: ['reports_build_info', 'reports_kept', 'http_requests_total', 'python_tracemalloc_traced_bytes'],
  async build(tools, directory) {
    const root = join(directory, 'images', 'reports-worker');
    const app = join(root, 'app');
    mkdirSync(app, { recursive: true });
    cpSync(join(SERVICES, 'reports'), app, { recursive: true });
    const run = builder(app, 'it needs venv and pip, on Debian python3-venv, and PyPI for its packages');
    const python = tools.path('python');
    const [prefix = '/usr', version = '3'] = (await run(python, ['-c', ABOUT])).trim().split('\n');
    await run(python, ['-m', 'venv', '--copies', '.venv']);
    await run(join(app, '.venv', 'bin', 'python'), ['-m', 'pip', 'install', '-q', '-r', 'requirements.txt']);
    const isSystem = prefix === '/usr';
    const mounts = [...systemMounts(root), ...(isSystem ? [] : [{ from: prefix, at: '/usr/local' }])];
    return (release) => ({
      root,
      mounts,
      command: [`${isSystem ? '/usr' : '/usr/local'}/bin/python${version}`, '-m', 'reports'],
      environment: {
        REVISION: release.revision,
        VERSION: release.version,
        PYTHONPATH: `/app:/app/.venv/lib/python${version}/site-packages`,
        PYTHONDONTWRITEBYTECODE: '1',
        ...(isSystem ? {} : { LD_LIBRARY_PATH: '/usr/local/lib' }),
      },
    });
  },
  environment: ({ listen, exchange, depth }) => ({
    REPORTS_LISTEN: listen,
    REPORTS_EXCHANGE: exchange,
    // Python takes long to decode what tracemalloc watches: few levels, each of which makes a long line. Otherwise a slow
    // machine has no time left to answer for metrics and profiles.
    REPORTS_DEPTH: String(depth / 20),
  }),
  request: (symbol, asOf) => `/v1/reports/${symbol}?asOf=${asOf}`,
};
