import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** Where Debian's packages put the server's programs, the newest first; PATH where it has them. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

const PROGRAMS = programs();

/** Why tests with a real PostgreSQL cannot run here; undefined where they can. */
export const WITHOUT_POSTGRES = PROGRAMS === undefined ? 'no PostgreSQL is installed' : undefined;

/** PostgreSQL refuses to run as root: then it is the user that its package made. */
function user(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .match(/^postgres:[^:]*:(\d+):(\d+):.*$/m)?.[0]
      .split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** A PostgreSQL server of its own in a temporary folder, empty at first. */
export class PostgresServer {
  readonly #folder: string;
  readonly #port: number;
  #process: ReturnType<typeof spawn> | undefined;
  #made = 0;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'leakbot-postgres-'));
    const { uid, gid } = user();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const data = join(folder, 'data');
    const init = spawnSync(
      join(PROGRAMS ?? '', 'initdb'),
      ['-D', data, '-U', 'leakbot', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...user(), cwd: folder, encoding: 'utf8' },
    );
    if (init.status !== 0) throw new Error(`initdb: ${init.stderr}`);
    const server = new PostgresServer(folder, await freePort());
    await server.run();
    return server;
  }

  /** Starts it, also again after {@link kill}. */
  async run(): Promise<void> {
    const options = [
      '-c',
      'fsync=off',
      '-c',
      `unix_socket_directories=${this.#folder}`,
      '-c',
      'listen_addresses=127.0.0.1',
      // To record what is asked of it: test/fixtures/postgres/README.md.
      ...(process.env['LEAKBOT_TEST_POSTGRES'] ?? '').split(' ').filter((option) => option !== ''),
    ];
    this.#process = spawn(
      join(PROGRAMS ?? '', 'postgres'),
      ['-D', join(this.#folder, 'data'), '-p', `${this.#port}`, ...options],
      { ...user(), cwd: this.#folder, stdio: 'ignore' },
    );
    for (;;) {
      try {
        await this.#asked('SELECT 1');
        return;
      } catch (error) {
        if (this.#process.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Makes an empty database and returns its address. */
  async database(called?: string): Promise<string> {
    this.#made += 1;
    const name = called ?? `leakbot_${this.#made}`;
    await this.#asked(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** Deletes every row that Leakbot keeps there, and begins its numbers again. */
  async empty(url: string): Promise<void> {
    await this.#asked(
      `DO $$ BEGIN EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY CASCADE'
        FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%'
      ); END $$`,
      url,
    );
  }

  url(name: string): string {
    return `postgres://leakbot:secret@127.0.0.1:${this.#port}/${name}`;
  }

  /** As its host dying: no connection is closed in order. */
  async kill(signal: NodeJS.Signals = 'SIGQUIT'): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null) return;
    const ended = once(process, 'exit');
    process.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #asked(statement: string, url = this.url('postgres')): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(statement);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
