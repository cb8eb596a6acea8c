import { generate } from './generate.js';
import { printLock, readLock } from './lock-file.js';
import { removeOthers, writeText } from './write.js';

const LOCK = 'proto/slack.lock.json';

const lock = await readLock(LOCK);
const files = generate({ sources: 'src/codegen/sources.ts', lock });
for (const [path, text] of files) await writeText(path, text);
await writeText(LOCK, printLock(lock));

// slack.v1 is written by hand.
await removeOthers('proto/slack', files, 'v1');
await removeOthers('src/gen/slack', files, 'v1');
