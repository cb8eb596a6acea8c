import type { Sidecar } from '../../src/main.js';

/** The page that a browser shows, or where it is sent next. */
export interface OpenedPage {
  status: number;
  /** Where the answer redirects to. Empty without a redirect. */
  location: string;
  /** The header `set-cookie`, or an empty text. */
  setCookie: string;
  html: string;
}

/** A browser that keeps cookies, and reaches the sidecar through a proxy with HTTPS. */
export interface TestBrowser {
  /** Opens a URL of the app's host, at this sidecar or at the current one. Does not follow redirects. */
  open(url: string, at?: Pick<Sidecar, 'publicUrl'>): Promise<OpenedPage>;
}

/** Creates a browser that has no cookie yet. */
export function createBrowser(sidecar: () => Pick<Sidecar, 'publicUrl'>): TestBrowser {
  const cookies = new Map<string, string>();
  return {
    async open(url, { publicUrl } = sidecar()) {
      const { host, pathname, search } = new URL(url);
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const response = await fetch(`${publicUrl}${pathname}${search}`, {
        redirect: 'manual',
        headers: { 'x-forwarded-host': host, cookie },
      });
      const setCookie = response.headers.get('set-cookie') ?? '';
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
      return {
        status: response.status,
        location: response.headers.get('location') ?? '',
        setCookie,
        html: await response.text(),
      };
    },
  };
}
