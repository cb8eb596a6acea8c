// Pages link to files of the repository, which the site does not have. There, only the text of such a link stays.

/** What the site has, by the target of a link: other sites, headings, pages, and paths from the site's root. */
const IS_SHOWN = /^(?:https?:|mailto:|#|[^#]*\.md(?:#.*)?$|\/)/;

/** Makes markdown-it show links to other files as text. */
export function unlinkOthers(markdown) {
  markdown.core.ruler.push('unlink-others', ({ tokens }) => {
    for (const { children } of tokens) {
      const closing = [];
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const isShown = IS_SHOWN.test(token.attrGet('href') ?? '');
          closing.push(isShown ? undefined : '</span>');
          if (!isShown) asHtml(token, '<span>');
        } else if (token.type === 'link_close') {
          const html = closing.pop();
          if (html) asHtml(token, html);
        }
      }
    }
  });
}

function asHtml(token, html) {
  Object.assign(token, { type: 'html_inline', tag: '', nesting: 0, content: html });
}
