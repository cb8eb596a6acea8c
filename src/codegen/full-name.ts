/** Every package of Slack's stands below this: PyPI's slack_sdk owns the top-level package `slack`. */
const ROOT = ['havoc', 'slack'];

/** The full name of a package, as in `havoc.slack.chat.v1`. */
export function packageNameOf(name: string): string {
  return [...ROOT, name, 'v1'].join('.');
}

/** Where a package stands below proto/ and src/gen/, as in `havoc/slack/chat/v1`. */
export function folderOf(name: string): string {
  return [...ROOT, name, 'v1'].join('/');
}

/** The package and the message in a full name, as `chat` and `PostMessageRequest`. */
export function partsOf(fullName: string): { package: string; message: string } {
  const [name = '', , message = ''] = fullName.split('.').slice(ROOT.length);
  return { package: name, message };
}
