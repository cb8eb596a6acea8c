// Starts a local Slack in memory as a test does, and reports how long that took since the start of the process.
const beforeMs = performance.now();
const { startLocalSlack } = await import('../../dist/local-slack/index.js');
const importedMs = performance.now();
const local = await startLocalSlack();
const startedMs = performance.now();
await local.close();
const again = performance.now();
await (await startLocalSlack()).close();
process.send?.({
  import: importedMs - beforeMs,
  first: startedMs - importedMs,
  both: startedMs - beforeMs,
  second: performance.now() - again,
});
