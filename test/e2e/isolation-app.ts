import type { Calls } from '../../src/client/calls.js';
import type { Havoc } from '../../src/client/index.js';

/** What a handler asks for, besides what the delivery tells it. */
export const LOOKS = ['entities', 'answers', 'lists', 'ledger'] as const;
export type Look = (typeof LOOKS)[number];

/** What one handler has seen. */
export interface Seen {
  /** The workspace in which the person acted, or the organisation in which the app was installed. */
  place: string;
  /** What the delivery told the handler. */
  told: unknown;
  /** What the handler was answered, as JSON. */
  answered: string;
}

/** Where a handler posts. */
interface Place {
  key: string;
  channel: string;
}

/** Ids of one workspace, which handlers of all workspaces ask for. */
export interface Ids {
  user: string;
  channel: string;
  team: string;
}

/** The text of an act: the mark of its workspace, what its handler asks for, and of which workspace. */
export function textOf(mark: string, look: Look, of: number): string {
  return `${mark} ${look} ${of}`;
}

/** The key of the message that the app posts in one workspace only. */
export function keyIn(team: string): string {
  return `only in ${team}`;
}

/**
 * Adds handlers that ask for all they can with what they are given, and keep what they see. They post with keys that are
 * the same in all workspaces, but for those of an organisation, which share their keys.
 */
export function addCuriousHandlers(havoc: Havoc, ids: readonly Ids[]): Seen[] {
  const seen: Seen[] = [];

  async function look(text: string, { slack, entities, messages }: Calls, place: Place): Promise<string> {
    const [, what, of] = /(\w+) (\d+)$/.exec(text) ?? [];
    const asked = ids[Number(of)] ?? { user: 'U0NOBODY', channel: 'C0NONE', team: 'T0NONE' };
    const answers: Record<Look, () => Promise<unknown>[]> = {
      entities: () => [
        entities.getUser(asked.user),
        entities.getChannel(asked.channel),
        entities.getTeam(asked.team),
      ],
      answers: () => [
        slack.users.info({ user: asked.user }),
        slack.conversations.info({ channel: asked.channel }),
        slack.conversations.history({ channel: asked.channel }),
      ],
      lists: () => [
        slack.auth.test(),
        slack.team.info({}),
        slack.users.list({}),
        slack.conversations.list({}),
      ],
      ledger: () => [
        messages.upsert(place.key, { channel: place.channel, text }).then(() => messages.find(place.key)),
        messages.find(keyIn(asked.team)),
      ],
    };
    const known = LOOKS.find((one) => one === what) ?? 'lists';
    const got = await Promise.allSettled(answers[known]());
    const texts = got.map((one) =>
      JSON.stringify('value' in one ? one.value : [one.reason.message, one.reason]),
    );
    // An answer may repeat what was asked.
    return Object.values(asked).reduce((all, id) => all.replaceAll(id, 'asked'), texts.join());
  }

  havoc.use(async (args) => {
    const { body, context, installation, team, enterprise, user, channel, bot, next } = args;
    const told = { body, context, installation, team, enterprise, user, channel, bot };
    const key = context.isEnterpriseInstall ? `same in ${context.teamId}` : 'same';
    const text = textIn(body);
    const answered = text && (await look(text, args, { key, channel: channel?.id ?? '' }));
    seen.push({ place: context.teamId ?? context.enterpriseId ?? '', told, answered: answered ?? '' });
    await next();
  });
  havoc.on('installed', async () => {});
  havoc.message(async () => {});
  havoc.event('app_mention', async ({ say, event }) => void (await say(`Heard: ${event.text}`)));
  havoc.command('/look', async ({ command, reply }) => reply(`Heard: ${command.text}`));
  havoc.command('/form', async ({ command, slack, reply }) => {
    await reply();
    const { trigger_id, text: private_metadata } = command;
    await slack.views.open({ trigger_id, view: { ...FORM, private_metadata } });
  });
  havoc.view('form', async ({ reply }) => reply());
  havoc.action('press', async ({ ack }) => ack());
  return seen;
}

const FORM = {
  type: 'modal' as const,
  callback_id: 'form',
  title: { type: 'plain_text' as const, text: 'Form' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'text',
      label: { type: 'plain_text' as const, text: 'Text' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

/** The text that the person wrote, or that the button has. The app's own updates of messages do not count. */
function textIn(body: unknown): string | undefined {
  const json = JSON.stringify(body);
  if (json.includes('"subtype":"message_changed"')) return undefined;
  return /"(?:text|value|private_metadata)":"(?:<@\w+> )?(\w+ \w+ \d+)"/.exec(json)?.[1];
}
