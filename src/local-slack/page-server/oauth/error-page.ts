import { toDocument } from './document.js';
import { html } from './html.js';

/** What the browser gets if an app cannot be installed. */
export interface ErrorPage {
  status: number;
  html: string;
}

/**
 * The page that says why an app cannot be installed. The browser is not redirected, since the app may not be
 * the one that it claims to be.
 *
 * @param wrong `error` is Slack's code, and `text` says what to do
 */
export function errorPage(wrong: { error: string; text: string; status?: number }): ErrorPage {
  const content = html`<header>
<svg class="icon icon-wrong" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.2v.01"/></svg>
<h1>Something went wrong when authorizing this app</h1>
</header>
<p role="alert">${wrong.text}</p>
<p><code>${wrong.error}</code></p>`;
  return { status: wrong.status ?? 400, html: toDocument('App not authorized', content) };
}
