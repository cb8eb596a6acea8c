import { createHash } from 'node:crypto';

/** The values that a page shows. The operator's pages have a placeholder for each, such as `{{team_name}}`. */
export interface PageValues {
  title: string;
  message: string;
  /** Empty after a success. */
  error: string;
  team_id: string;
  team_name: string;
  enterprise_id: string;
  enterprise_name: string;
  /** Opens the app in Slack. Empty after a failure. */
  open_url: string;
  /** Starts the installation again. Empty if only the app's own link can do so. */
  retry_url: string;
}

export const NO_VALUES: PageValues = {
  title: '',
  message: '',
  error: '',
  team_id: '',
  team_name: '',
  enterprise_id: '',
  enterprise_name: '',
  open_url: '',
  retry_url: '',
};

const STYLE = `
:root { color-scheme: light dark; --back: #f4f3f6; --card: #fff; --text: #1d1c20; --soft: #5d5a66; --line: #dcd9e2;
  --main: #5b2b82; --on-main: #fff }
@media (prefers-color-scheme: dark) { :root { --back: #17151b; --card: #211e27; --text: #f1eff5; --soft: #b0acba;
  --line: #3a3644; --main: #c9a4ea; --on-main: #1d1425 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--back);
  color: var(--text); font: 1rem/1.55 system-ui, sans-serif }
main { width: 100%; max-width: 30rem; padding: 2.25rem 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.3 }
p { margin: 0 }
p + p { margin-top: 1.5rem }
a { display: inline-block; padding: .6rem 1.1rem; border-radius: .5rem; background: var(--main); color: var(--on-main);
  font-weight: 600; text-decoration: none }
a:focus-visible { outline: 3px solid var(--main); outline-offset: 3px }
a:hover { text-decoration: underline }
small { color: var(--soft) }
`;

/** No script runs on any page, and no page can be framed. */
const NO_MORE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The policy of havoc's own pages, which load nothing. */
export const OWN_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ${NO_MORE}`;

/** The policy of pages that the operator gives. They may have styles, images and fonts. */
export const GIVEN_POLICY = `default-src 'none'; style-src 'unsafe-inline' https:; img-src https: data:; font-src https: data:; ${NO_MORE}`;

/** Renders havoc's own page. */
export function renderPage(values: PageValues): string {
  const { title, message, error, open_url, retry_url } = values;
  const link = (url: string, text: string) =>
    url === '' ? '' : `\n<p><a href="${escapeHtml(url)}">${text}</a></p>`;
  const code = error === '' ? '' : `\n<p><small>Error: <code>${escapeHtml(error)}</code></small></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>${link(open_url, 'Open Slack')}${link(retry_url, 'Try again')}${code}
</main>
</body>
</html>
`;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Fills in the placeholders of a page that the operator gives. The values are escaped. */
export function fillPage(html: string, values: PageValues): string {
  return html.replaceAll(PLACEHOLDER, (_, name: string) => escapeHtml(isValue(name) ? values[name] : ''));
}

/** Returns the placeholders that havoc does not know. */
export function unknownPlaceholders(html: string): string[] {
  return [...html.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (isValue(name) ? [] : [name]));
}

function isValue(name: string): name is keyof PageValues {
  return Object.hasOwn(NO_VALUES, name);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
