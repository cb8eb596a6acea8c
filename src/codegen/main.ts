import { generate } from './generate.js';
import { printLock, readLock } from './lock-file.js';
import { summaryOf } from './report.js';
import { removeOthers, writeText } from './write.js';

const LOCK = 'proto/slack.lock.json';
const REPORT = 'dist/contract.json';

const lock = await readLock(LOCK);
const { files, report } = generate({ sources: 'src/codegen/sources.ts', lock });
for (const [path, text] of files) await writeText(path, text);
await writeText(LOCK, printLock(lock));
await writeText(REPORT, `${JSON.stringify(report, undefined, 2)}\n`);

// havoc.slack.v1 is written by hand.
await removeOthers('proto/havoc/slack', files, 'v1');
await removeOthers('src/gen/havoc/slack', files, 'v1');

console.log(`${summaryOf(report)} ${REPORT} lists these.`);
