import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.git']);
const INLINE = /\]\(\s*(?:<([^>]*)>|([^\s)]+))[^)]*\)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s+(?:<([^>]*)>|(\S+))/g;
const ATTRIBUTE = /<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/g;
const WITH_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Checks each relative link of each Markdown file below the folder: its file must be there, and so must the heading
 * that its anchor names. Resolves to one line for each link that leads nowhere.
 */
export async function findBrokenLinks(folder) {
  const files = await findMarkdown(folder);
  const anchors = new Map();
  async function hasAnchor(file, anchor) {
    if (!anchors.has(file)) anchors.set(file, anchorsOf(await readFile(file, 'utf8')));
    return anchors.get(file).has(anchor);
  }

  const broken = [];
  for (const file of files) {
    for (const { target, line } of linksOf(await readFile(file, 'utf8'))) {
      if (WITH_SCHEME.test(target) || target.startsWith('//')) continue;
      const [path, anchor] = target.split('#').map(decodeURIComponent);
      const leadsTo = path === '' ? file : resolve(dirname(file), path);
      const isThere = await exists(leadsTo);
      if (isThere && (anchor === undefined || !leadsTo.endsWith('.md') || (await hasAnchor(leadsTo, anchor))))
        continue;
      broken.push(
        `${relative(folder, file)}:${line} ${isThere ? 'no such heading' : 'no such file'}: ${target}`,
      );
    }
  }
  return broken;
}

async function findMarkdown(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !SKIPPED.has(name))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return findMarkdown(path);
        return entry.isFile() && entry.name.endsWith('.md') ? [path] : [];
      }),
  );
  return found.flat().sort();
}

function linksOf(text) {
  return proseOf(text).flatMap((line, index) =>
    [INLINE, DEFINITION, ATTRIBUTE].flatMap((pattern) =>
      [...line.replaceAll(/`[^`]*`/g, '').matchAll(pattern)].map((match) => ({
        target: match[1] ?? match[2],
        line: index + 1,
      })),
    ),
  );
}

/** The anchors that GitHub gives the headings: the second of the same name ends in `-1`. */
function anchorsOf(text) {
  const anchors = new Set();
  const times = new Map();
  for (const line of proseOf(text)) {
    for (const [, id] of line.matchAll(/<[^>]*\s(?:id|name)="([^"]+)"/g)) anchors.add(id);
    const [, heading] = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    const count = times.get(slug) ?? 0;
    times.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

function slugOf(heading) {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** The lines, with those of code blocks empty. */
function proseOf(text) {
  let fence;
  return text.split('\n').map((line) => {
    const [, mark] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
    if (mark === undefined) return fence === undefined ? line : '';
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return '';
  });
}

function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
