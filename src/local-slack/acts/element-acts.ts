import { isObject } from '../../base/index.js';
import { stateField, withValues } from '../../block-kit/index.js';
import { payloadFrame } from '../apps/payloads.js';
import { newResponseUrl } from '../apps/response-urls.js';
import { newTrigger } from '../apps/triggers.js';
import type { App, ElementState, Json, Option, OptionGroup, StateValues } from '../model.js';
import type { Act, Result } from '../protocol.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { Acts, Doing } from './act.js';
import { getContainerApp } from './asked-app.js';
import { containerFields, getContainer, getElement, keepState, stateOf } from './container.js';
import { failureOf } from './failure.js';

/** Acts on the interactive elements of messages and views. */
export const elementActs: Acts<'action' | 'options'> = {
  action: async (doing) => {
    const { world, pusher, team } = doing.scene;
    const { app, body } = await world.change(team, (workspace) => takeAction(workspace, doing));
    const { attempt } = await pusher.ask(app, 'block_actions', body);
    return failureOf(attempt) ?? { ok: true };
  },

  options: async ({ scene: { world, pusher, team }, person, act }) => {
    const { app, body } = await world.read(team, async (workspace) => {
      const found = await getContainer(workspace, act.container, person);
      getElement(found, act.block_id, act.action_id);
      const asking = { ...(await getContainerApp(workspace, found)), user: person };
      const body: Json = {
        ...(await payloadFrame(workspace, 'block_suggestion', asking)),
        ...containerFields(found),
        action_id: act.action_id,
        block_id: act.block_id,
        value: act.value,
      };
      return { app: asking.app, body };
    });
    const { push, attempt } = await pusher.ask(app, 'block_suggestion', body);
    const failed = failureOf(attempt);
    if (failed) return failed;
    const offered = toOptions(attempt?.answer);
    if (offered) return offered;
    push.problem = 'The app must answer a block_suggestion with { options: […] } or { option_groups: […] }.';
    return { ok: false, error: 'invalid_options', text: push.problem };
  },
};

/** Stores the values of the inputs. @returns the app to ask, and the payload for it */
async function takeAction(
  workspace: WritableWorkspace,
  { person, act }: Doing<'action'>,
): Promise<{ app: App; body: Json }> {
  const before = await getContainer(workspace, act.container, person);
  const { element } = getElement(before, act.block_id, act.action_id);
  const asking = { ...(await getContainerApp(workspace, before)), user: person };
  const values = withValues(
    withValues(await stateOf(workspace, before, person), act.values ?? {}),
    changeOf(act, String(element.type)),
  );
  const found = keepState(workspace, before, person, values);
  const body: Json = {
    ...(await payloadFrame(workspace, 'block_actions', asking)),
    ...containerFields(found),
    trigger_id: await newTrigger(workspace, asking),
    ...(found.type === 'message' && {
      state: { values },
      response_url: await newResponseUrl(workspace, 'actions', {
        asking,
        channel: found.channel,
        ts: found.message.ts,
        thread_ts: found.message.thread_ts,
        is_ephemeral: found.is_ephemeral,
      }),
    }),
    actions: [{ ...described(element, act), action_ts: workspace.nextTs() }],
  };
  return { app: asking.app, body };
}

/** The element's new state; empty if the act does not change it. */
function changeOf(act: Extract<Act, { type: 'action' }>, type: string): StateValues {
  const field = stateField(type);
  if (!field || !act.change) return {};
  const state: ElementState = { type, [field]: act.change[field] };
  return { [act.block_id]: { [act.action_id]: state } };
}

/** The element as an entry of a payload's `actions`. */
function described(element: Json, { block_id, action_id, change }: Extract<Act, { type: 'action' }>): Json {
  const { type, text, value, style, placeholder } = element;
  return {
    action_id,
    block_id,
    ...(type === 'button' && {
      text,
      ...(value !== undefined && { value }),
      ...(style !== undefined && { style }),
    }),
    ...(placeholder !== undefined && { placeholder }),
    type,
    ...change,
  };
}

function toOptions(answer: Json | string | undefined): Result | undefined {
  if (!isObject(answer)) return undefined;
  const { options, option_groups } = answer;
  if (Array.isArray(options))
    return { ok: true, options: options.filter((one): one is Option => isObject(one)) };
  if (!Array.isArray(option_groups)) return undefined;
  return { ok: true, option_groups: option_groups.filter((one): one is OptionGroup => isObject(one)) };
}
