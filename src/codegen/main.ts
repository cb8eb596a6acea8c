import { readFile } from 'node:fs/promises';
import { generate } from './generate.js';
import type { Lock } from './lock.js';
import { removeOthers, writeText } from './write.js';

const LOCK = 'proto/slack.lock.json';

const text = await readFile(LOCK, 'utf8').catch(() => '{ "messages": {}, "fields": {} }');
const lock = JSON.parse(text) as Lock;
const files = generate({ sources: 'src/codegen/sources.ts', lock });
for (const [path, content] of files) await writeText(path, content);
await writeText(LOCK, `${JSON.stringify(lock, undefined, 1)}\n`);

const folders = [...files.keys()].flatMap((path) => /^proto\/slack\/(\w+)\//.exec(path)?.[1] ?? []);
await removeOthers('proto/slack', folders);
await removeOthers('src/gen/slack', folders);
