import type { ShownWorkspace } from '../live/shown-workspace.js';
import { nameOf, peopleOf } from '../live/who-sees.js';
import { findEmoji, searchEmoji } from '../mrkdwn/emoji.js';
import { type Candidate, type Completable, MOST, matchCandidates } from './completion.js';
import type { Nameable } from './name-tokens.js';

/**
 * Every name that a text in this workspace can mention: people and apps by each of their names, channels, and
 * `@here`, `@channel` and `@everyone`.
 */
export function nameablesOf(workspace: ShownWorkspace): Nameable[] {
  const { apps, users, channels } = workspace;
  return [
    ...peopleOf(workspace).flatMap((user) =>
      [...new Set([nameOf(user), user.real_name, user.name])].map((name) => ({
        typed: `@${name}`,
        token: `<@${user.id}>`,
      })),
    ),
    ...apps.flatMap(({ name, bot_user_id }) => {
      const bot = users.get(bot_user_id);
      const names = new Set([name, ...(bot ? [nameOf(bot), bot.name, bot.real_name] : [])]);
      return [...names].map((one) => ({ typed: `@${one}`, token: `<@${bot_user_id}>` }));
    }),
    ...[...channels.values()]
      .filter(({ name }) => name)
      .map(({ id, name }) => ({ typed: `#${name}`, token: `<#${id}>` })),
    ...['here', 'channel', 'everyone'].map((range) => ({ typed: `@${range}`, token: `<!${range}>` })),
  ].filter(({ typed }) => typed.length > 1);
}

/** The suggestions for the word at the caret. */
export function candidatesFor({ sign, word }: Completable, workspace: ShownWorkspace): Candidate[] {
  switch (sign) {
    case '@':
      return matchCandidates(peopleCandidates(workspace), word);
    case '#':
      return matchCandidates(channelCandidates(workspace), word);
    case '/':
      return matchCandidates(commandCandidates(workspace), word);
    case ':':
      return searchEmoji(word, MOST).map((name) => ({
        key: name,
        names: [name],
        insert: `:${name}: `,
        label: `${findEmoji(name)} :${name}:`,
      }));
  }
}

function peopleCandidates(workspace: ShownWorkspace): Candidate[] {
  const { apps, users } = workspace;
  const people = peopleOf(workspace).map((user) => ({
    key: user.id,
    user,
    names: [nameOf(user), user.real_name, user.name],
    insert: `@${nameOf(user)} `,
    label: nameOf(user),
    hint: user.real_name === nameOf(user) ? undefined : user.real_name,
  }));
  const bots = apps.map(({ name, bot_user_id }) => ({
    key: bot_user_id,
    user: users.get(bot_user_id),
    names: [name],
    insert: `@${name} `,
    label: name,
    hint: 'App',
  }));
  const ranges = [
    {
      key: 'here',
      names: ['here'],
      insert: '@here ',
      label: '@here',
      hint: 'Notify every online member in this channel',
    },
    {
      key: 'channel',
      names: ['channel'],
      insert: '@channel ',
      label: '@channel',
      hint: 'Notify everyone in this channel',
    },
  ];
  return [...bots, ...people, ...ranges];
}

function channelCandidates({ channels }: ShownWorkspace): Candidate[] {
  return [...channels.values()]
    .filter(({ name, is_archived }) => name && !is_archived)
    .map(({ id, name }) => ({ key: id, names: [name], insert: `#${name} `, label: `#${name}` }));
}

function commandCandidates({ apps }: ShownWorkspace): Candidate[] {
  return apps.flatMap(({ id, name, commands }) =>
    commands.map(({ command, description, usage_hint }) => ({
      key: `${id} ${command}`,
      names: [command.slice(1)],
      insert: `${command} `,
      label: usage_hint ? `${command} ${usage_hint}` : command,
      hint: description ? `${description} · ${name}` : name,
    })),
  );
}
