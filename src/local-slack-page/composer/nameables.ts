import type { ShownWorkspace } from '../live/shown-workspace.js';
import { nameOf, peopleOf } from '../live/who-sees.js';
import { findEmoji, searchEmoji } from '../mrkdwn/emoji.js';
import { type Candidate, type Completable, matchCandidates } from './completion.js';
import type { Nameable } from './name-tokens.js';

/**
 * Every name that a text in this workspace can mention: people and the app by each of their names, channels, and
 * `@here`, `@channel` and `@everyone`.
 */
export function nameablesOf(workspace: ShownWorkspace): Nameable[] {
  const { app, users, channels } = workspace;
  const bot = users.get(app.bot_user_id);
  const appNames = new Set([app.name, ...(bot ? [nameOf(bot), bot.name, bot.real_name] : [])]);
  return [
    ...peopleOf(workspace).flatMap((user) =>
      [...new Set([nameOf(user), user.real_name, user.name])].map((name) => ({
        typed: `@${name}`,
        token: `<@${user.id}>`,
      })),
    ),
    ...[...appNames].map((name) => ({ typed: `@${name}`, token: `<@${app.bot_user_id}>` })),
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
      return searchEmoji(word, 8).map((name) => ({
        key: name,
        names: [name],
        insert: `:${name}: `,
        label: `${findEmoji(name)} :${name}:`,
      }));
  }
}

function peopleCandidates(workspace: ShownWorkspace): Candidate[] {
  const { app, users } = workspace;
  const people = peopleOf(workspace).map((user) => ({
    key: user.id,
    user,
    names: [nameOf(user), user.real_name, user.name],
    insert: `@${nameOf(user)} `,
    label: nameOf(user),
    hint: user.real_name === nameOf(user) ? undefined : user.real_name,
  }));
  const appCandidate = {
    key: app.bot_user_id,
    user: users.get(app.bot_user_id),
    names: [app.name],
    insert: `@${app.name} `,
    label: app.name,
    hint: 'App',
  };
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
  return [appCandidate, ...people, ...ranges];
}

function channelCandidates({ channels }: ShownWorkspace): Candidate[] {
  return [...channels.values()]
    .filter(({ name, is_archived }) => name && !is_archived)
    .map(({ id, name }) => ({ key: id, names: [name], insert: `#${name} `, label: `#${name}` }));
}

function commandCandidates({ commands }: ShownWorkspace): Candidate[] {
  return commands.map(({ command, description, usage_hint }) => ({
    key: command,
    names: [command.slice(1)],
    insert: `${command} `,
    label: usage_hint ? `${command} ${usage_hint}` : command,
    hint: description,
  }));
}
