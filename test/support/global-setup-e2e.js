import { spawnSync } from 'node:child_process';
import globalSetup from './global-setup.js';

/** Runs once before the first test of the whole: some of these run built files, which must not be yesterday's. */
export default async function globalSetupOfTheWhole() {
  // It writes what it can even where types are wrong; that is for `npm run check` to tell.
  spawnSync(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-b',
    'tsconfig.json',
    'src/client',
    'examples/poll',
  ]);
  await globalSetup();
}
