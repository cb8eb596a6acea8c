/** A code that can be exchanged for the tokens of one installation, which a person has allowed. */
export interface OauthCode {
  code: string;
  app: string;
  /** The workspace, unless the app is to be installed org-wide. */
  team?: string;
  /** The organisation, if the app is to be installed org-wide. */
  enterprise?: string;
  /** Id of the person who allowed it. */
  user: string;
  scopes: { bot: string[]; user: string[] };
  /** The redirect_uri of the request, if it had one: oauth.v2.access must then repeat it. */
  redirect_uri?: string;
  /** The SHA-256 of the `code_verifier`, in URL-safe Base64. */
  code_challenge?: string;
  /** True if the tokens expire, whether or not the app has token rotation. */
  rotates: boolean;
  /** Id of the channel of the incoming webhook. */
  webhook_channel?: string;
  /** Milliseconds since 1970. */
  expires_at: number;
  is_used: boolean;
}
