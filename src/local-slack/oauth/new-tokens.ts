import { randomBytes, randomInt } from 'node:crypto';
import { randomText } from '../ids.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Generates an app-level token, different in each run. */
export function newAppToken(appId: string): string {
  return `xapp-1-${appId}-${someDigits()}-${randomText(64)}`;
}

/** Generates a token that does not expire. */
export function newLongLivedToken(kind: 'bot' | 'user'): string {
  return `${kind === 'bot' ? 'xoxb' : 'xoxp'}-${someDigits()}-${someDigits()}-${someLetters(24)}`;
}

/** Generates a token that expires. docs.slack.dev/authentication/using-token-rotation */
export function newExpiringToken(kind: 'bot' | 'user'): string {
  return `xoxe.${kind === 'bot' ? 'xoxb' : 'xoxp'}-1-${someLetters(146)}`;
}

export function newRefreshToken(): string {
  return `xoxe-1-${someLetters(146)}`;
}

/** Generates the code that oauth.v2.access exchanges for tokens. */
export function newCode(): string {
  return `${someDigits()}.${someDigits()}.${randomText(64)}`;
}

/** Generates the last part of a webhook's URL. */
export function newWebhookSecret(): string {
  return someLetters(24);
}

function someDigits(): number {
  return randomInt(1e12, 1e13);
}

function someLetters(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
