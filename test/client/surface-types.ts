import type { KnownBlock, View } from '@slack/types';
import type {
  AnyArgs,
  Channel,
  Havoc,
  InstallationEvents,
  Pages,
  Slack,
  Team,
  User,
} from '../../src/client/index.js';

type Equal<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const holds = <_ extends true>() => {};

/** Checks of the types that apps use to call Slack. The compiler runs them. */
export async function surface({ slack, entities }: Havoc, blocks: KnownBlock[], view: View): Promise<void> {
  for await (const user of slack.users.list.pages()) {
    const name: string | undefined = user.profile?.display_name;
    holds<Equal<typeof name, string | undefined>>();
  }
  for await (const id of slack.conversations.members.pages({ channel: 'C1' }))
    holds<Equal<typeof id, string>>();
  for await (const page of slack.users.list.pages({ limit: 10 }).byPage()) {
    const next: string | undefined = page.response_metadata?.next_cursor;
    holds<Equal<typeof next, string | undefined>>();
  }
  for await (const message of slack.conversations.history.pages({ channel: 'C1', oldest: '1' })) {
    holds<Equal<typeof message.text, string | undefined>>();
  }
  // @ts-expect-error: history requires a channel
  slack.conversations.history.pages();
  // @ts-expect-error: a post has no pages
  slack.chat.postMessage.pages({ channel: 'C1', text: 'x' });

  const user: User = await entities.getUser('U1');
  const channel: Channel = await entities.getChannel('C1');
  const team: Team = await entities.getTeam('T1');
  holds<Equal<typeof user.id | typeof channel.id | typeof team.id, string>>();

  await slack.admin.users.session.reset({ user_id: 'U1' });
  await slack.chat.postMessage({ channel: 'C1', text: 'x', blocks });
  await slack.views.open({ trigger_id: '1', view });
  const { file } = await slack.files.info({ file: 'F1' });
  await slack.files.download({ file: file?.id ?? '' });
  // @ts-expect-error: only one of the two is allowed
  await slack.files.download({ file: 'F1', url: 'https://files.slack.com/x' });
  // @ts-expect-error: a file is given by its content, not by a path
  await slack.files.upload({ filename: 'x', file: '/etc/passwd' });
  const other: Slack = slack.for({ team: 'T1' });
  const pages: Pages<object> = {
    ...slack.users.list.pages(),
    byPage: () => other.users.list.pages().byPage(),
  };
  await other.call('new.method', { pages });
}

/** Checks of the types of events about installations. */
export function changes(havoc: Havoc, args: AnyArgs, installed: InstallationEvents['installed']): string[] {
  havoc.on('installed', async ({ event, user, team, enterprise, context, log }) => {
    holds<Equal<typeof event.context, unknown>>();
    holds<Equal<typeof event.at, Date>>();
    log.info({ by: user?.id, team: team?.name, enterprise: enterprise?.id }, context.userId);
    // @ts-expect-error: only other events have a reason
    return event.reason;
  });
  // @ts-expect-error: there is no channel to post to
  havoc.on('uninstalled', async ({ say }) => say('x'));
  // @ts-expect-error: Slack awaits no reply
  havoc.on('uninstalled', async ({ reply }) => reply());
  // @ts-expect-error: there is no response_url
  havoc.on('uninstalled', async ({ respond }) => respond('x'));
  // @ts-expect-error: havoc has no such event
  havoc.on('instaled', async () => {});
  // @ts-expect-error: Slack sends it without an event_context
  havoc.event('app_rate_limited', async ({ authorizations }) => authorizations());
  // @ts-expect-error: neither a workspace nor an organisation
  havoc.installations.revoke({ user: 'U1' });
  return [args.event?.type ?? '', ...installed.scopes];
}
