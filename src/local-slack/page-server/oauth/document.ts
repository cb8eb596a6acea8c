import { type Html, html } from './html.js';
import { STYLES } from './styles.js';

/** A whole page, which shows its content in the middle. It needs no script. */
export function toDocument(title: string, content: Html): string {
  const styles: Html = { html: STYLES };
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Local Slack</title>
<style>${styles}</style>
</head>
<body>
<main>${content}</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.html}`;
}
