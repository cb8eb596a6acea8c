import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

// ES modules in jest need this flag of Node's; whoever starts jest without it (npx, an editor) gets it here.
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
if (!`${process.execArgv} ${process.env.NODE_OPTIONS}`.includes(FLAGS[0]) && !process.env.JEST_WORKER_ID) {
  const { status } = spawnSync(process.execPath, [...FLAGS, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const swc = (parser) => [
  '@swc/jest',
  { jsc: { parser, target: 'es2023', transform: { react: { runtime: 'automatic' } } } },
];

/** One project for each thing that a test may need; the file's ending says which. */
const project = (displayName, ending, more = {}) => ({
  displayName,
  testMatch: [`<rootDir>/test/**/*${ending}`, `<rootDir>/examples/*/test/**/*${ending}`],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '\\.ts$': swc({ syntax: 'typescript' }),
  },
  moduleNameMapper: {
    '^@havoc/client$': '<rootDir>/src/client/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  ...more,
});

const database = {
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};
const whole = { ...database, globalSetup: '<rootDir>/test/support/global-setup-e2e.js' };
const page = { ...database, globalSetup: '<rootDir>/test/support/global-setup-ui.js' };

export default {
  projects: [
    {
      ...project('unit', '.test.ts'),
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.(pg|e2e|ui|image)\\.test\\.ts$'],
    },
    project('pg', '.pg.test.ts', database),
    project('e2e', '.e2e.test.ts', whole),
    project('ui', '.ui.test.ts', page),
    project('image', '.image.test.ts', whole),
  ],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/sequencer.js',
  // Tests mostly wait, so one more than there are cores keeps them busy; with many more, tests slow each other down
  // until their time limits are over. More than eight need more connections than the PostgreSQL of the tests has.
  maxWorkers: Math.min(availableParallelism() + 1, 8),
  // ES modules of a test file are never let go of: in one process, the heap grew to 2 GB and garbage collection slowed
  // every test.
  workerIdleMemoryLimit: '700MB',
};
