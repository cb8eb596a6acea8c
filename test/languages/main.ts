// npm run test:languages                 generates code from proto in each language, compiles it, and talks with apps.
//                                        Then Slack's official clients for other languages judge the local Slack.
// npm run test:languages -- go java      does this for these languages only
// npm run test:languages -- bolt-python  does this for Slack's official Python client only
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScope } from '../../src/base/index.js';
import type { Stack } from '../support/stack.js';
import { boltPython } from './bolt-python.js';
import { csharp } from './csharp.js';
import { go } from './go.js';
import { java } from './java.js';
import { judge } from './judge.js';
import type { Language } from './language.js';
import { missingOf } from './needs.js';
import type { OfficialClient } from './official-client.js';
import { python } from './python.js';
import { createReport } from './report.js';
import { rust } from './rust.js';
import { converse, startLanguageStage } from './stage.js';
import { stopping } from './tools.js';

const LANGUAGES: Record<string, Language> = { python, go, java, rust, csharp };
const CLIENTS: Record<string, OfficialClient> = { 'bolt-python': boltPython };

const names = [...Object.keys(LANGUAGES), ...Object.keys(CLIENTS)];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Choose from: ${names.join(', ')}.`);
  process.exit(2);
}
const report = createReport();
const scope = createScope();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
try {
  const root = await mkdtemp(join(tmpdir(), 'havoc-test-languages-'));
  scope.onRelease(() => rm(root, { recursive: true, force: true }));
  const languages = chosenOf(LANGUAGES);
  if (languages.length > 0) {
    const stack = await startLanguageStage(scope);
    for (const [name, language] of languages) {
      if (stopping.signal.aborted) break;
      const folder = join(root, name);
      await mkdir(folder);
      await show(language, { stack, folder });
    }
  }
  for (const [name, client] of chosenOf(CLIENTS)) {
    if (stopping.signal.aborted) break;
    const folder = join(root, name);
    await mkdir(folder);
    await judge({ client, folder, report });
  }
} finally {
  await scope.release();
}
process.exitCode = stopping.signal.aborted ? 130 : report.end();

/** The entries that were asked for; all if nothing was asked for. */
function chosenOf<T>(all: Record<string, T>): [string, T][] {
  return Object.entries(all).filter(([name]) => asked.length === 0 || asked.includes(name));
}

async function show(
  { name, needs, compile, app }: Language,
  { stack, folder }: { stack: Stack; folder: string },
): Promise<void> {
  const compiles = `${name}: the generated code compiles`;
  const missing = missingOf(needs);
  if (missing.length > 0) report.failed(compiles, missing);
  const isCompiled = missing.length === 0 && (await report.step(compiles, () => compile(folder)));
  if (!app) return;
  const talks = `${name}: an app subscribes and answers`;
  if (isCompiled) await report.step(talks, () => converse(stack, app(folder)));
  else report.failed(talks, ['Nothing was compiled.']);
}
