// The direction of imports (see src/README.md). A folder may import only what stands above it in `layers`;
// folders on one line do not know each other; only main.ts and the worker entries wire adapters together.
const layers = [
  ['foundation'],
  ['measurement'],
  // What Leakbot knows of each runtime, as data and as rules over plain figures and names.
  ['runtime'],
  ['profile'],
  ['metrics'],
  ['service'],
  // What the embedded collector visits, keeps and gives up, decided without clock, socket or table.
  ['collection'],
  ['alert'],
  // Every byte of a container run, and which cause explains its growth.
  ['attribution'],
  ['diagnosis'],
  ['playbook'],
  // What the sources know about a workload: asked for once, and handed on.
  ['evidence'],
  ['investigation'],
  ['presentation'],
  ['slack', 'adapters', 'config'],
  ['commands'],
];
const pure = layers.slice(0, -2).flat();

const direction = layers.flatMap((folders, level) =>
  folders.map((folder) => ({
    name: `direction-${folder}`,
    comment: `src/${folder} may import only the folders above it: ${layers.slice(0, level).flat().join(', ') || 'none'}. Declare a port here and let an adapter implement it, or move the concept up.`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: '^src/',
      pathNot: `^src/(${[folder, ...layers.slice(0, level).flat()].join('|')})/`,
    },
  })),
);

const confined = [
  ['@slack/', '^src/slack/', '@slack/* is spoken in src/slack only: elsewhere a message is data.'],
  [
    're2js',
    '^src/(profile/import|foundation)/',
    'Patterns that others write are read by foundation/regular-expression.ts.',
  ],
  ['better-sqlite3', '^src/adapters/sqlite/', 'SQLite lives in src/adapters/sqlite: elsewhere ask a store port.'],
  [
    'node_modules/pg|^pg',
    '^src/adapters/postgres/',
    'PostgreSQL lives in src/adapters/postgres: elsewhere ask a store port.',
  ],
  [
    '@kubernetes/',
    '^src/adapters/kubernetes/',
    'The API of Kubernetes is spoken in src/adapters/kubernetes: elsewhere a pod is data.',
  ],
  [
    'kysely',
    '^src/adapters/(stores|sqlite|postgres)/',
    'SQL lives in src/adapters/stores: elsewhere ask a store port.',
  ],
  [
    'chartjs-node-canvas|chart\\.js|@napi-rs/canvas|chartjs-plugin-annotation|dejavu-fonts-ttf',
    '^src/adapters/canvas/',
    'Pictures are data until src/adapters/canvas draws them.',
  ],
  ['node-cron', '^src/adapters/cron/', 'node-cron only ticks, in src/adapters/cron; what is due is decided purely.'],
  ['jsonata', '^src/alert/generic/', 'JSONata reads the bodies that an operator maps, and nothing else.'],
  ['pprof-format', '^src/profile/import/', 'pprof-format stays with the profile importers.'],
  ['zod', '(/schema\\.ts$|^src/config/)', 'Foreign data is parsed at the border: in a schema.ts or in src/config.'],
].map(([packages, home, comment]) => ({
  name: `confined-${packages.replace(/[^a-z0-9]+/g, '-')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: home },
  to: { path: `node_modules/(${packages})` },
}));

module.exports = {
  forbidden: [
    ...direction,
    ...confined,
    {
      name: 'pure',
      comment:
        'Everything above slack/adapters/config is pure: no file, socket, timer or process. Take what you need as a port. `module` is for a library that is loaded only where it is needed.',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|zlib|url|crypto|module)$' },
    },
    {
      name: 'runtime-by-its-list',
      comment:
        'What a runtime is like stands in its own folder in src/runtime; everything else derives from the list in runtimes.ts. Add what you miss to RuntimeDefinition.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/runtime/(runtimes|all-frames|all-sources)\\.ts$|^src/runtime/[^/]+/' },
      to: { path: '^src/runtime/[^/]+/' },
    },
    {
      name: 'runtimes-apart',
      comment: 'Runtimes do not know each other: what two of them share lies beside their folders in src/runtime.',
      severity: 'error',
      from: { path: '^src/runtime/([^/]+)/' },
      to: { path: '^src/runtime/[^/]+/', pathNot: '^src/runtime/$1/' },
    },
    {
      name: 'runtime-knows-not-the-list',
      comment: 'A runtime that needs the list of all of them knows too much.',
      severity: 'error',
      from: { path: '^src/runtime/[^/]+/' },
      to: { path: '^src/runtime/(runtimes|all-frames|all-sources)\\.ts$' },
    },
    {
      name: 'stores-behind-ports',
      comment:
        'Whoever keeps something knows no database: ask a port (src/collection/*-store.ts, src/investigation/store.ts, outbox.ts, source-cache.ts, lease.ts), and let src/commands/stores.ts, which chooses the database, hand in the store (moved-store.ts beside it moves one).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters/(stores|sqlite|postgres)/|commands/(stores|moved-store)\\.ts$)' },
      to: { path: '^src/adapters/(stores|sqlite|postgres)/' },
    },
    {
      name: 'stores-serve-ports',
      comment:
        'src/adapters/stores keeps what a port asks for and knows neither who asks nor in which database: move the type it needs to the port, what only one database has to its folder.',
      severity: 'error',
      from: { path: '^src/adapters/stores/' },
      to: { path: '^src/adapters/(?!stores/)' },
    },
    {
      name: 'adapters-apart',
      comment:
        'An adapter knows one thing outside. Of other adapters it imports only tools (stores, for the two databases; http-client, profile-server, worker-pool, cron, pprof-endpoint, and its jvm-endpoint): what two of them share becomes a tool, what one needs of another a port.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: {
        path: '^src/adapters/[^/]+/',
        pathNot: '^src/adapters/($1|stores|http-client|profile-server|worker-pool|cron|pprof-endpoint|jvm-endpoint)/',
      },
    },
    {
      name: 'senders-apart',
      comment:
        'Alert senders do not know each other: what two of them share lies beside their folders in src/alert. (Grafana posts the format of Alertmanager, so it reads that.)',
      severity: 'error',
      from: { path: '^src/alert/([^/]+)/' },
      to: { path: '^src/alert/[^/]+/', pathNot: '^src/alert/($1|alertmanager)/' },
    },
    {
      name: 'hosts-apart',
      comment:
        'Hosts of repositories do not know each other: what two of them share is in src/service/hosts/address.ts.',
      severity: 'error',
      from: { path: '^src/service/hosts/([^/]+)/' },
      to: { path: '^src/service/hosts/[^/]+/', pathNot: '^src/service/hosts/$1/' },
    },
    {
      name: 'derived-from-its-list',
      comment:
        'An alert sender, or a host of repositories, is known through its list (src/alert/senders.ts, src/service/hosts/hosts.ts). Add what you miss to its interface.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(alert/|service/hosts/)' },
      to: { path: '^src/(alert|service/hosts)/[^/]+/', pathNot: '^src/alert/generic/' },
    },
    {
      name: 'messages-apart-from-their-delivery',
      comment:
        'src/slack/blocks turns state into a message and knows neither who delivers it nor who listens; the courier and the listeners do not know each other.',
      severity: 'error',
      from: { path: '^src/slack/(blocks|courier|listeners)/' },
      to: { path: '^src/slack/(courier|listeners)/', pathNot: '^src/slack/$1/' },
    },
    {
      name: 'state-knows-no-look',
      comment:
        'src/investigation/state is what an investigation is and what an event makes of it: it knows neither the looks nor what carries it out. Put what both need into the state, or hand it in with an event.',
      severity: 'error',
      from: { path: '^src/investigation/state/' },
      to: { path: '^src/investigation/(?!state/)' },
    },
    {
      name: 'looks-apart',
      comment:
        'A question, the report and the check of a fix do not know each other: what two of them need belongs in src/evidence, src/diagnosis or beside them in src/investigation/looks.',
      severity: 'error',
      from: { path: '^src/investigation/looks/([^/]+)/' },
      to: { path: '^src/investigation/looks/[^/]+/', pathNot: '^src/investigation/looks/$1/' },
    },
    {
      name: 'looks-below-conduct',
      comment:
        'A look answers what it is asked; when it is asked, and what becomes of the answer, is decided by those who import it. Of them it knows only the ports: store.ts and source-host.ts.',
      severity: 'error',
      from: { path: '^src/investigation/looks/' },
      to: { path: '^src/investigation/[^/]+$', pathNot: '^src/investigation/(store|source-host)\\.ts$' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'src-knows-no-scripts',
      comment: 'The product knows nothing of the demo, the lab, the stand-in or the tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'scripts-know-no-tests',
      comment: 'What people run does not lean on test code (recordings are read as files).',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^test/' },
    },
    {
      name: 'declared-only',
      comment: 'Name the package in package.json, as a dependency if src/ uses it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The services of the lab are programs of their own, with packages of their own.
    exclude: { path: 'test/fixtures|scripts/lab/services|test/servers/otel-sdks/leak' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
