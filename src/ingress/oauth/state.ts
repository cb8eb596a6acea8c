import { createHmac, randomBytes } from 'node:crypto';
import type { Vault } from '../../vault/index.js';
import type { LinkContext } from './link-context.js';
import { createSignedTokens } from './signed-token.js';

/** The data of a started installation, which comes back in the state when Slack redirects the browser. */
export interface Start {
  redirectUrl: string;
  /** The hash of the browser's id. */
  browser: string;
  /** The workspace that the link names. */
  team?: string;
  /** What the link carried. */
  context?: LinkContext;
  hasPkce: boolean;
}

export interface State extends Start {
  /** Random. Each id is good for one installation. */
  id: string;
  expiresAt: Date;
  /** The `code_verifier` of PKCE, a secret. It is never in a URL. Undefined without PKCE. */
  verifier: string | undefined;
}

export type ReadState =
  | { verdict: 'valid'; state: State }
  | { verdict: 'expired'; hadContext: boolean }
  | { verdict: 'wrong' };

/** Signs and reads the parameter `state`. */
export interface States {
  sign(start: Start, now: Date): Promise<Pick<State, 'id' | 'verifier'> & { token: string }>;
  read(token: string, now: Date): Promise<ReadState>;
}

export interface StatesOptions {
  vault: Pick<Vault, 'derive'>;
  lifetimeMs: number;
}

/**
 * Creates the states of installations. A state is a signed token, so that starting an installation stores nothing. The
 * verifier of PKCE is derived from the state's id with a key of its own.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7636
 */
export function createStates({ vault, lifetimeMs }: StatesOptions): States {
  const tokens = createSignedTokens<Claims>(vault.derive('oauth state'));
  // These keys have the same order as those of the tokens.
  const verifierKeys = vault.derive('oauth pkce');

  function verifierOf(id: string, keyIndex: number): string {
    const key = verifierKeys[keyIndex] ?? verifierKeys[0];
    return createHmac('sha256', key).update(id).digest('base64url');
  }

  return {
    async sign({ context, ...start }, now) {
      const jti = randomBytes(16).toString('base64url');
      const expiresAt = new Date(now.getTime() + lifetimeMs);
      const link = context && { text: context.text, untilMs: context.expiresAt.getTime() };
      const token = await tokens.sign({ jti, ...start, link }, expiresAt);
      return { token, id: jti, verifier: start.hasPkce ? verifierOf(jti, 0) : undefined };
    },
    async read(token, now) {
      const verified = await tokens.verify(token, now);
      if (verified.verdict === 'wrong') return verified;
      if (verified.verdict === 'expired')
        return { verdict: 'expired', hadContext: verified.claims.link !== undefined };
      const { expiresAt, keyIndex } = verified;
      const { jti: id, redirectUrl, browser, team, link, hasPkce = false } = verified.claims;
      if (id === undefined || redirectUrl === undefined || browser === undefined) return { verdict: 'wrong' };
      const context = link && { text: link.text, expiresAt: new Date(link.untilMs) };
      const verifier = hasPkce ? verifierOf(id, keyIndex) : undefined;
      return {
        verdict: 'valid',
        state: { id, expiresAt, redirectUrl, browser, team, context, hasPkce, verifier },
      };
    },
  };
}

type Claims = Omit<Start, 'context'> & {
  jti: string;
  link?: { text: string | undefined; untilMs: number };
};
