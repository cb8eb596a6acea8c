// A parent for the tests to kill: `node app-parent.ts COMMAND ARGS…` runs the app and stops it on a signal.
import { startApp } from '../../src/dev/index.js';

const app = await startApp({
  command: process.argv.slice(2),
  env: process.env,
  onLine: (line) => console.log(line),
  input: process.stdin,
  graceMs: 1000,
});
console.log(`parent ready, app ${app.pid()}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.stop(signal);
    console.log('parent stopped');
    process.exit(0);
  });
}
