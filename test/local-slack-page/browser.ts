import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a Chromium that keeps to itself; says how to get one where there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = [...PLACES, chromium.executablePath()].find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Error(
      'These tests need a Chromium: `apt-get install chromium`, or `npx playwright-core install chromium`, or set CHROMIUM to where one is.',
    );
  }
  return chromium.launch({ executablePath, args: QUIET });
}

/** Builds the page as it stands into a folder of its own. */
export async function buildPage(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'local-slack-page-'));
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'src/local-slack/page', '--outDir', folder];
  await promisify(execFile)(process.execPath, [...vite, '--emptyOutDir', '--logLevel', 'warn']);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
