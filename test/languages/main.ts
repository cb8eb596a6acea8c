// npm run test:languages             generates code from proto in each language, compiles it, and talks with apps
// npm run test:languages -- go java  does this for these languages only
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScope } from '../../src/base/index.js';
import type { Stack } from '../support/stack.js';
import { csharp } from './csharp.js';
import { go } from './go.js';
import { java } from './java.js';
import type { Language } from './language.js';
import { missingOf } from './needs.js';
import { python } from './python.js';
import { createReport } from './report.js';
import { rust } from './rust.js';
import { converse, startLanguageStage } from './stage.js';
import { stopping } from './tools.js';

const LANGUAGES: Record<string, Language> = { python, go, java, rust, csharp };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(LANGUAGES, name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The languages are: ${Object.keys(LANGUAGES).join(', ')}.`);
  process.exit(2);
}
const chosen = Object.entries(LANGUAGES).filter(([name]) => asked.length === 0 || asked.includes(name));
const report = createReport();
const scope = createScope();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
try {
  const root = await mkdtemp(join(tmpdir(), 'havoc-test-languages-'));
  scope.onRelease(() => rm(root, { recursive: true, force: true }));
  const stack = await startLanguageStage(scope);
  for (const [name, language] of chosen) {
    if (stopping.signal.aborted) break;
    const folder = join(root, name);
    await mkdir(folder);
    await show(language, { stack, folder });
  }
} finally {
  await scope.release();
}
process.exitCode = stopping.signal.aborted ? 130 : report.end();

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
