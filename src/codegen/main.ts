import { generate } from './generate.js';
import { printLock, readLock } from './lock-file.js';
import { madeHere } from './made-here.js';
import { summaryOf } from './report.js';
import { removeOthers, writeText } from './write.js';

const LOCK = 'proto/slack.lock.json';
const REPORT = 'dist/contract.json';

const lock = await readLock(LOCK);
const { files, report } = generate({ sources: 'src/codegen/sources.ts', lock });
for (const [path, text] of files) await writeText(path, text);
await writeText(LOCK, printLock(lock));
await writeText(REPORT, `${JSON.stringify(report, undefined, 2)}\n`);

const isMade = await madeHere(files);
for (const folder of ['proto/havoc/slack', 'src/gen']) await removeOthers(folder, isMade);

console.log(`${summaryOf(report)} ${REPORT} lists these.`);
