import { isObject } from '../../base/index.js';
import { stateField, withValues } from '../../block-kit/index.js';
import type { ElementState, Json, Option, OptionGroup, StateValues } from '../model.js';
import type { Act, Result } from '../protocol.js';
import { payloadFrame } from '../push/payloads.js';
import { newResponseUrl } from '../state/response-urls.js';
import { newTrigger } from '../state/triggers.js';
import type { Acts } from './act.js';
import { containerFields, getContainer, getElement, keepState, stateOf } from './container.js';
import { failureOf } from './failure.js';

/** Acts on the interactive elements of messages and views. */
export const elementActs: Acts<'action' | 'options'> = {
  action: async ({ scene: { workspace, pusher }, person, act }) => {
    const found = getContainer(workspace, act.container, person.id);
    const { element } = getElement(found, act.block_id, act.action_id);
    const values = withValues(
      withValues(stateOf(workspace, found, person.id), act.values ?? {}),
      changeOf(act, String(element.type)),
    );
    keepState(workspace, found, person.id, values);
    const body: Json = structuredClone({
      ...payloadFrame(workspace, 'block_actions', person.id),
      ...containerFields(found),
      trigger_id: newTrigger(workspace, person.id),
      ...(found.type === 'message' && {
        state: { values },
        response_url: newResponseUrl(workspace, 'actions', {
          user: person.id,
          channel: found.channel.id,
          ts: found.message.ts,
          thread_ts: found.message.thread_ts,
          is_ephemeral: found.is_ephemeral,
        }),
      }),
      actions: [{ ...described(element, act), action_ts: workspace.nextTs() }],
    });
    const { attempt } = await pusher.ask('block_actions', body);
    return failureOf(attempt) ?? { ok: true };
  },

  options: async ({ scene: { workspace, pusher }, person, act }) => {
    const found = getContainer(workspace, act.container, person.id);
    getElement(found, act.block_id, act.action_id);
    const body: Json = structuredClone({
      ...payloadFrame(workspace, 'block_suggestion', person.id),
      ...containerFields(found),
      action_id: act.action_id,
      block_id: act.block_id,
      value: act.value,
    });
    const { push, attempt } = await pusher.ask('block_suggestion', body);
    const failed = failureOf(attempt);
    if (failed) return failed;
    const offered = toOptions(attempt?.answer);
    if (offered) return offered;
    push.problem = 'The app must answer a block_suggestion with { options: […] } or { option_groups: […] }.';
    return { ok: false, error: 'invalid_options', text: push.problem };
  },
};

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
