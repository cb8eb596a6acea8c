import type { Vault } from '../../vault/index.js';
import { memberText } from './member-text.js';
import { createSignedTokens } from './signed-token.js';

/** What an install link carries. */
export interface LinkContext {
  /** The app's own value, as JSON text. Undefined for a link that carries none. */
  text: string | undefined;
  /** When the link expires. */
  expiresAt: Date;
}

export type ReadContext =
  | { verdict: 'valid'; context: LinkContext }
  | { verdict: 'wrong' }
  | { verdict: 'expired' };

/** Signs and reads the parameter `context` of the install link. Anyone who has the link can read it. */
export interface LinkContexts {
  sign(context: LinkContext): Promise<string>;
  /** Reads a context that havoc signed, or that the app signed with HAVOC_OAUTH_CONTEXT_SECRET. */
  read(token: string, now: Date): Promise<ReadContext>;
}

export interface LinkContextsOptions {
  vault: Pick<Vault, 'derive'>;
  /** HAVOC_OAUTH_CONTEXT_SECRET. Without it, only havoc signs contexts. */
  appSecret?: string;
}

/** The largest context, as JSON text. It travels in two URLs. */
export const MOST_CONTEXT_BYTES = 2_000;

type OwnClaims = {
  /** A text, so that the app gets back exactly what it gave. */
  text?: string;
};

export function createLinkContexts({ vault, appSecret }: LinkContextsOptions): LinkContexts {
  const own = createSignedTokens<OwnClaims>(vault.derive('oauth context'));
  const ofApp =
    appSecret === undefined ? undefined : createSignedTokens([new TextEncoder().encode(appSecret)]);

  return {
    sign: ({ text, expiresAt }) => own.sign({ text }, expiresAt),
    async read(token, now) {
      const mine = await own.verify(token, now);
      if (mine.verdict === 'valid') return valid(mine.claims.text, mine.expiresAt);
      if (mine.verdict === 'expired' || ofApp === undefined) return { verdict: mine.verdict };
      const apps = await ofApp.verify(token, now);
      if (apps.verdict !== 'valid') return { verdict: apps.verdict };
      const text = memberText(payloadOf(token), 'context');
      if (text === undefined || Buffer.byteLength(text) > MOST_CONTEXT_BYTES) return { verdict: 'wrong' };
      return valid(text, apps.expiresAt);
    },
  };
}

/** Returns the payload of a token that is valid, as JSON text. */
function payloadOf(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
}

function valid(text: string | undefined, expiresAt: Date): ReadContext {
  return { verdict: 'valid', context: { text, expiresAt } };
}
