/** A piece of HTML, in which every text is escaped. */
export interface Html {
  html: string;
}

type Part = string | Html | readonly Html[] | undefined | false;

/** Builds HTML from a template. Texts are escaped, and absent parts are left out. */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: fixed.map((text, index) => text + toHtml(parts[index])).join('') };
}

function toHtml(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

const CODES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => CODES[char] ?? char);
}
