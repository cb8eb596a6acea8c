import type { Post } from '../workspaces/post.js';
import type { MethodCall } from './method.js';

/** The author of what a call posts: a person, or the app whose bot makes the call. */
export function authorOf({ actor, installed }: MethodCall): Pick<Post, 'user' | 'by_app'> {
  return { user: actor.user.id, ...(actor.is_bot && { by_app: installed.app.id }) };
}
