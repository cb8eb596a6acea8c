import { z } from 'zod';
import type { Seed, WorldSeed } from './seed.js';

const handle = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'a handle of lowercase letters, digits, dots, underscores and hyphens');
const domain = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a domain of lowercase letters, digits and hyphens');
const json = z.record(z.string(), z.unknown());

const person = z.strictObject({
  id: z
    .string()
    .regex(/^[UW](?!0LOCAL)[A-Z0-9]{2,20}$/, 'an id that starts with U or W, but not with U0LOCAL')
    .optional(),
  name: handle,
  real_name: z.string().min(1),
  title: z.string().optional(),
  pronouns: z.string().optional(),
  color: z
    .string()
    .regex(/^[0-9a-f]{6}$/i, 'six hex digits without #, in quotes')
    .optional(),
  tz: z.string().optional(),
  tz_label: z.string().optional(),
  tz_offset: z.number().int().optional(),
  is_admin: z.boolean().optional(),
  status_text: z.string().optional(),
  status_emoji: z.string().optional(),
  presence: z.enum(['active', 'away']).optional(),
});

const channel = z.strictObject({
  name: z.string().regex(/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u, 'the name of a channel in lowercase, without #'),
  topic: z.string().optional(),
  purpose: z.string().optional(),
  is_private: z.boolean().optional(),
  members: z.array(handle).optional(),
  with_bot: z.union([z.boolean(), z.array(z.string())]).optional(),
  shared_with: z.record(domain, z.array(handle)).optional(),
});

const emoji = z.string().regex(/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/, 'the name of an emoji without colons');
const block = z.looseObject({ type: z.string() });
const reply = z.strictObject({
  by: z.string(),
  text: z.string(),
  blocks: z.array(block).optional(),
  attachments: z.array(json).optional(),
  at: z.string().optional(),
  reactions: z.record(emoji, z.array(z.string())).optional(),
});
const message = reply.extend({ channel: z.string(), replies: z.array(reply).optional() });

const command = z.string().regex(/^\/\S+$/, 'a command with its slash, such as /poll');
const url = z.url({ protocol: /^https?$/ });
const scope = z.string().regex(/^[a-z_-]+([.:][a-z_.-]+)*$/, 'a scope, such as chat:write');
const app = z.strictObject({
  name: z.string().min(1),
  commands: z
    .array(
      z.union([
        command,
        z.strictObject({
          command,
          description: z.string().optional(),
          usage_hint: z.string().optional(),
        }),
      ]),
    )
    .optional(),
  shortcuts: z
    .array(z.strictObject({ type: z.enum(['global', 'message']), name: z.string(), callback_id: z.string() }))
    .optional(),
  request_url: z
    .union([
      url,
      z.strictObject({
        all: url.optional(),
        events: url.optional(),
        interactions: url.optional(),
        commands: url.optional(),
        options: url.optional(),
      }),
    ])
    .optional(),
  doors: z.tuple([z.enum(['http', 'socket'])], z.enum(['http', 'socket'])).optional(),
  events: z.array(z.string()).optional(),
  scopes: z
    .strictObject({
      bot: z.array(scope).optional(),
      user: z.array(scope).optional(),
      bot_optional: z.array(scope).optional(),
      user_optional: z.array(scope).optional(),
    })
    .optional(),
  redirect_urls: z.array(z.url()).optional(),
  token_rotation: z.boolean().optional(),
  pkce: z.boolean().optional(),
  org_deploy: z.boolean().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  signing_secret: z.string().optional(),
  app_token: z
    .string()
    .regex(/^xapp-./, 'a token that starts with xapp-')
    .optional(),
  bot_token: z
    .string()
    .regex(/^xoxb-./, 'a token that starts with xoxb-')
    .optional(),
  installed_in: z.array(domain).optional(),
});

const workspace = z.strictObject({
  team: z.strictObject({ name: z.string().min(1), domain }),
  people: z.array(z.union([person, handle])).min(1),
  channels: z.array(channel).min(1),
  messages: z.array(message).optional(),
  apps: z.array(app).optional(),
});

/** One workspace. */
export const workspaceSeed: z.ZodType<Seed> = workspace;

/** A whole world. */
export const worldSeed: z.ZodType<WorldSeed> = z.strictObject({
  organisations: z.array(z.strictObject({ name: z.string().min(1), domain })).optional(),
  workspaces: z.array(workspace.extend({ organisation: domain.optional() })).min(1),
  apps: z.array(app).optional(),
});
