// Biome formats and checks what one file can tell; this adds the rules that need types.
import tseslint from 'typescript-eslint';

/** Above slack/, adapters/ and config/ nothing asks for the time, for chance or for the process (src/README.md). */
const PURE = [
  'foundation',
  'measurement',
  'runtime',
  'profile',
  'metrics',
  'service',
  'collection',
  'alert',
  'attribution',
  'diagnosis',
  'playbook',
  'evidence',
  'investigation',
  'presentation',
];
const HAND_IN = 'What decides is pure: take the time as `now` or a Clock, chance, waiting and settings as parameters.';

const everywhere = tseslint.config({
  files: ['src/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  plugins: { '@typescript-eslint': tseslint.plugin },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: {
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/only-throw-error': 'error',
    '@typescript-eslint/prefer-promise-reject-errors': 'error',
    '@typescript-eslint/return-await': ['error', 'in-try-catch'],
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    '@typescript-eslint/no-unsafe-argument': 'error',
    '@typescript-eslint/no-unsafe-assignment': 'error',
    '@typescript-eslint/no-unsafe-member-access': 'error',
    '@typescript-eslint/no-unsafe-call': 'error',
    '@typescript-eslint/no-unsafe-return': 'error',
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    '@typescript-eslint/no-base-to-string': 'error',
    '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
  },
});

const pure = {
  files: PURE.map((folder) => `src/${folder}/**/*.ts`),
  // The one place that asks: it makes the clock which everyone else is given.
  ignores: ['src/foundation/clock.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...['process', 'performance', 'fetch', 'console'].map((name) => ({ name, message: HAND_IN })),
      ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: HAND_IN })),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: HAND_IN },
      { object: 'Math', property: 'random', message: HAND_IN },
      { object: 'AbortSignal', property: 'timeout', message: HAND_IN },
      { object: 'Temporal', property: 'Now', message: HAND_IN },
      ...['randomUUID', 'getRandomValues'].map((property) => ({ object: 'crypto', property, message: HAND_IN })),
    ],
    'no-restricted-imports': [
      'error',
      {
        paths: ['node:crypto', 'crypto'].map((name) => ({
          name,
          importNames: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'webcrypto'],
          message: HAND_IN,
        })),
      },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: HAND_IN },
      { selector: 'CallExpression[callee.name="Date"]', message: HAND_IN },
    ],
  },
};

/** A function fits a screen. */
const short = {
  files: ['src/**/*.ts'],
  rules: { 'max-lines-per-function': ['error', { max: 50, skipBlankLines: false, skipComments: false, IIFEs: true }] },
};

export default [...everywhere, pure, short];
