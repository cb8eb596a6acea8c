import { spawnSync } from 'node:child_process';
import globalSetup from './global-setup.js';

/** Runs once before the first e2e test. Builds the code, because some of these tests run built files. */
export default async function globalSetupOfTheWhole() {
  // The compiler writes its output even if there are type errors. `npm run check` reports those.
  spawnSync(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-b',
    'tsconfig.json',
    'src/client',
    'examples/poll',
  ]);
  await globalSetup();
}
