// A local Slack in a process of its own. BENCH_OPTIONS are the options as JSON.
const { serveLocalSlack } = await import('../../dist/local-slack/index.js');
const importedMs = performance.now();
const local = await serveLocalSlack(JSON.parse(process.env.BENCH_OPTIONS ?? '{}'));
process.send?.({ importedMs, startedMs: performance.now(), url: local.url, botToken: local.botToken });
process.once('SIGTERM', () => void local.close().then(() => process.exit()));
