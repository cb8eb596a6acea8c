// A program for the tests to kill: `node served-slack-app.ts OPTIONS` runs a local Slack. OPTIONS is JSON.
import { type ServeOptions, serveLocalSlack } from '../../src/local-slack/serve.js';

const options: ServeOptions = JSON.parse(process.argv[2] ?? '{}');
const local = await serveLocalSlack(options);
process.once('SIGTERM', () => void local.close().then(() => process.exit(0)));
process.stdout.write(`serving ${local.url}\n`);
