import type { Metadata } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';
import type { CallInfo } from './rpc.js';

/** The parts of a call that its headers carry. */
export type CallHeaders = Pick<CallInfo, 'target' | 'options'>;

/**
 * Sets the headers that say for whom a call acts, and whether Slack must answer.
 *
 * @throws HavocError `client.bad_target` (invalid_argument) when an id is empty
 */
export function setCallHeaders(headers: Metadata, { target = {}, options = {} }: CallHeaders): void {
  const { team, enterprise, user, orgWide } = target;
  const { asUser = user, refresh } = options;
  if (team !== undefined) headers.set('havoc-team', checkId(team, 'T012AB3CD'));
  if (enterprise !== undefined) headers.set('havoc-enterprise', checkId(enterprise, 'E012AB3CD'));
  if (asUser !== undefined) headers.set('havoc-user', checkId(asUser, 'U012AB3CD'));
  if (orgWide) headers.set('havoc-org-wide', 'true');
  if (refresh) headers.set('havoc-refresh', 'true');
}

/**
 * Returns the id if it is a text that is not empty. The sidecar ignores an empty header, so the call would act for the
 * only installation, or for the bot in place of a user.
 */
export function checkId(id: unknown, example: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_target',
    message: `The id of the workspace, organisation or user is ${id === '' ? 'empty' : `of type ${typeof id}`}. Give Slack's id, such as ${example}.`,
  });
}
