import { existsSync } from 'node:fs';
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

/** Starts a Chromium without background traffic. If there is none, the error says how to get one. */
export function openBrowser(): Promise<Browser> {
  const executablePath = [...PLACES, chromium.executablePath()].find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Error(
      'These tests need Chromium. Run `apt-get install chromium` or `npx playwright-core install chromium`, or set CHROMIUM to the path of an installed one.',
    );
  }
  return chromium.launch({ executablePath, args: QUIET });
}
