/** The parent of all packages. The top-level name `slack` is taken in Python, by PyPI's slack_sdk. */
const ROOT = ['havoc', 'slack'];

/** Returns the full name of a package, such as `havoc.slack.chat.v1`. */
export function packageNameOf(name: string): string {
  return [...ROOT, name, 'v1'].join('.');
}

/** Returns the folder of a package below proto/ and src/gen/, such as `havoc/slack/chat/v1`. */
export function folderOf(name: string): string {
  return [...ROOT, name, 'v1'].join('/');
}

/** Splits a full name into the package and the message, such as `chat` and `PostMessageRequest`. */
export function partsOf(fullName: string): { package: string; message: string } {
  const [name = '', , message = ''] = fullName.split('.').slice(ROOT.length);
  return { package: name, message };
}
