import { spawnSync } from 'node:child_process';
import globalSetupOfTheWhole from './global-setup-e2e.js';

/** Runs once before the first test in a browser. Builds the page, so that the tests see its current state. */
export default async function globalSetupOfThePage() {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', 'src/local-slack-page', '--logLevel', 'warn'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The page could not be built:\n${stderr}`);
  await globalSetupOfTheWhole();
}
