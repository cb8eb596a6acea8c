/** The end of every URL in HAVOC_OAUTH_REDIRECT_URLS. */
const REDIRECT = /\/oauth_redirect$/;

/** A redirect URL, and what belongs to it. */
export interface Place {
  redirectUrl: string;
  /** The URL at which an installation starts there. */
  installUrl: string;
  /** The path under which both are. */
  path: string;
  isSecure: boolean;
}

/** @param redirectUrl one of HAVOC_OAUTH_REDIRECT_URLS, or one that a state carries */
export function placeOf(redirectUrl: string): Place {
  const { protocol, pathname } = new URL(redirectUrl);
  return {
    redirectUrl,
    installUrl: redirectUrl.replace(REDIRECT, '/install'),
    path: pathname.replace(REDIRECT, ''),
    isSecure: protocol === 'https:',
  };
}

/** Returns the redirect URL of a host that the browser asked for, or the first one. */
export function choosePlace(redirectUrls: readonly [string, ...string[]], hosts: readonly string[]): Place {
  const asked = hosts.map((host) => host.toLowerCase());
  const found = redirectUrls.find((url) => {
    const { host, protocol } = new URL(url);
    const port = protocol === 'https:' ? 443 : 80;
    return asked.includes(host) || asked.includes(`${host}:${port}`);
  });
  return placeOf(found ?? redirectUrls[0]);
}
