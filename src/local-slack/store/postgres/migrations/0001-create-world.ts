/**
 * Creates the table of each collection. `ordinal` numbers the documents in the order in which they were first put. An index
 * leaves a document out if its group is null. The collation C compares bytes, as the memory store compares places.
 */
export const CREATE_WORLD = `
create table local_slack.bytes (
  key text collate "C" primary key, ordinal bigint not null, content bytea not null
);
create index bytes_ordinal on local_slack.bytes (ordinal);
-- Files are compressed already.
alter table local_slack.bytes alter column content set storage external;

create table local_slack.about (
  key text collate "C" primary key, ordinal bigint not null, doc text not null
);
create index about_ordinal on local_slack.about (ordinal);

create table local_slack.enterprises (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  all_group text collate "C"
);
create index enterprises_ordinal on local_slack.enterprises (ordinal);
create index enterprises_all on local_slack.enterprises (all_group, ordinal)
  where all_group is not null;

create table local_slack.teams (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  all_group text collate "C",
  domain_group text collate "C"
);
create index teams_ordinal on local_slack.teams (ordinal);
create index teams_all on local_slack.teams (all_group, ordinal)
  where all_group is not null;
create index teams_domain on local_slack.teams (domain_group, ordinal)
  where domain_group is not null;

create table local_slack.heads (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  all_group text collate "C"
);
create index heads_ordinal on local_slack.heads (ordinal);
create index heads_all on local_slack.heads (all_group, ordinal)
  where all_group is not null;

create table local_slack.changes (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C", team_place text collate "C"
);
create index changes_ordinal on local_slack.changes (ordinal);
create index changes_team on local_slack.changes (team_group, team_place, ordinal)
  where team_group is not null;

create table local_slack.users (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C",
  id_group text collate "C",
  handle_group text collate "C",
  email_group text collate "C",
  display_name_group text collate "C",
  real_name_group text collate "C",
  by_handle_group text collate "C", by_handle_place text collate "C",
  by_display_name_group text collate "C", by_display_name_place text collate "C",
  by_real_name_group text collate "C", by_real_name_place text collate "C"
);
create index users_ordinal on local_slack.users (ordinal);
create index users_team on local_slack.users (team_group, ordinal)
  where team_group is not null;
create index users_id on local_slack.users (id_group, ordinal)
  where id_group is not null;
create index users_handle on local_slack.users (handle_group, ordinal)
  where handle_group is not null;
create index users_email on local_slack.users (email_group, ordinal)
  where email_group is not null;
create index users_display_name on local_slack.users (display_name_group, ordinal)
  where display_name_group is not null;
create index users_real_name on local_slack.users (real_name_group, ordinal)
  where real_name_group is not null;
create index users_by_handle on local_slack.users (by_handle_group, by_handle_place, ordinal)
  where by_handle_group is not null;
create index users_by_display_name on local_slack.users
  (by_display_name_group, by_display_name_place, ordinal)
  where by_display_name_group is not null;
create index users_by_real_name on local_slack.users (by_real_name_group, by_real_name_place, ordinal)
  where by_real_name_group is not null;

create table local_slack.presences (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C"
);
create index presences_ordinal on local_slack.presences (ordinal);
create index presences_team on local_slack.presences (team_group, ordinal)
  where team_group is not null;

create table local_slack.channels (
  key text collate "C" primary key, ordinal bigint not null, doc text not null
);
create index channels_ordinal on local_slack.channels (ordinal);

create table local_slack.placements (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C",
  type_group text collate "C",
  type_by_name_group text collate "C", type_by_name_place text collate "C",
  name_group text collate "C"
);
create index placements_ordinal on local_slack.placements (ordinal);
create index placements_team on local_slack.placements (team_group, ordinal)
  where team_group is not null;
create index placements_type on local_slack.placements (type_group, ordinal)
  where type_group is not null;
create index placements_type_by_name on local_slack.placements
  (type_by_name_group, type_by_name_place, ordinal)
  where type_by_name_group is not null;
create index placements_name on local_slack.placements (name_group, ordinal)
  where name_group is not null;

create table local_slack.directs (
  key text collate "C" primary key, ordinal bigint not null, doc text not null
);
create index directs_ordinal on local_slack.directs (ordinal);

create table local_slack.memberships (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  channel_group text collate "C",
  user_group text collate "C"
);
create index memberships_ordinal on local_slack.memberships (ordinal);
create index memberships_channel on local_slack.memberships (channel_group, ordinal)
  where channel_group is not null;
create index memberships_user on local_slack.memberships (user_group, ordinal)
  where user_group is not null;

create table local_slack.messages (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  channel_group text collate "C", channel_place text collate "C",
  top_group text collate "C", top_place text collate "C",
  thread_group text collate "C", thread_place text collate "C",
  replier_group text collate "C"
);
create index messages_ordinal on local_slack.messages (ordinal);
create index messages_channel on local_slack.messages (channel_group, channel_place, ordinal)
  where channel_group is not null;
create index messages_top on local_slack.messages (top_group, top_place, ordinal)
  where top_group is not null;
create index messages_thread on local_slack.messages (thread_group, thread_place, ordinal)
  where thread_group is not null;
create index messages_replier on local_slack.messages (replier_group, ordinal)
  where replier_group is not null;

create table local_slack.ephemerals (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  user_group text collate "C", user_place text collate "C"
);
create index ephemerals_ordinal on local_slack.ephemerals (ordinal);
create index ephemerals_user on local_slack.ephemerals (user_group, user_place, ordinal)
  where user_group is not null;

create table local_slack.reacted (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  user_group text collate "C"
);
create index reacted_ordinal on local_slack.reacted (ordinal);
create index reacted_user on local_slack.reacted (user_group, ordinal)
  where user_group is not null;

create table local_slack.choices (
  key text collate "C" primary key, ordinal bigint not null, doc text not null
);
create index choices_ordinal on local_slack.choices (ordinal);

create table local_slack.files (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C",
  upload_key_group text collate "C"
);
create index files_ordinal on local_slack.files (ordinal);
create index files_team on local_slack.files (team_group, ordinal)
  where team_group is not null;
create index files_upload_key on local_slack.files (upload_key_group, ordinal)
  where upload_key_group is not null;

create table local_slack.scheduled (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  due_group text collate "C", due_place text collate "C",
  author_group text collate "C"
);
create index scheduled_ordinal on local_slack.scheduled (ordinal);
create index scheduled_due on local_slack.scheduled (due_group, due_place, ordinal)
  where due_group is not null;
create index scheduled_author on local_slack.scheduled (author_group, ordinal)
  where author_group is not null;

create table local_slack.apps (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  all_group text collate "C"
);
create index apps_ordinal on local_slack.apps (ordinal);
create index apps_all on local_slack.apps (all_group, ordinal)
  where all_group is not null;

create table local_slack.app_tokens (
  key text collate "C" primary key, ordinal bigint not null, doc text not null
);
create index app_tokens_ordinal on local_slack.app_tokens (ordinal);

create table local_slack.installations (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  team_group text collate "C",
  enterprise_group text collate "C",
  app_group text collate "C",
  bot_group text collate "C"
);
create index installations_ordinal on local_slack.installations (ordinal);
create index installations_team on local_slack.installations (team_group, ordinal)
  where team_group is not null;
create index installations_app on local_slack.installations (app_group, ordinal)
  where app_group is not null;
create index installations_enterprise on local_slack.installations (enterprise_group, ordinal)
  where enterprise_group is not null;
create index installations_bot on local_slack.installations (bot_group, ordinal)
  where bot_group is not null;

create table local_slack.tokens (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  installation_group text collate "C"
);
create index tokens_ordinal on local_slack.tokens (ordinal);
create index tokens_installation on local_slack.tokens (installation_group, ordinal)
  where installation_group is not null;

create table local_slack.oauth_codes (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  expiry_group text collate "C", expiry_place text collate "C"
);
create index oauth_codes_ordinal on local_slack.oauth_codes (ordinal);
create index oauth_codes_expiry on local_slack.oauth_codes (expiry_group, expiry_place, ordinal)
  where expiry_group is not null;

create table local_slack.webhooks (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  installation_group text collate "C"
);
create index webhooks_ordinal on local_slack.webhooks (ordinal);
create index webhooks_installation on local_slack.webhooks (installation_group, ordinal)
  where installation_group is not null;

create table local_slack.views (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  modals_group text collate "C", modals_place text collate "C",
  homes_group text collate "C",
  external_id_group text collate "C"
);
create index views_ordinal on local_slack.views (ordinal);
create index views_modals on local_slack.views (modals_group, modals_place, ordinal)
  where modals_group is not null;
create index views_homes on local_slack.views (homes_group, ordinal)
  where homes_group is not null;
create index views_external_id on local_slack.views (external_id_group, ordinal)
  where external_id_group is not null;

create table local_slack.triggers (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  expiry_group text collate "C", expiry_place text collate "C"
);
create index triggers_ordinal on local_slack.triggers (ordinal);
create index triggers_expiry on local_slack.triggers (expiry_group, expiry_place, ordinal)
  where expiry_group is not null;

create table local_slack.response_urls (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  expiry_group text collate "C", expiry_place text collate "C"
);
create index response_urls_ordinal on local_slack.response_urls (ordinal);
create index response_urls_expiry on local_slack.response_urls (expiry_group, expiry_place, ordinal)
  where expiry_group is not null;

create table local_slack.tickets (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  expiry_group text collate "C", expiry_place text collate "C"
);
create index tickets_ordinal on local_slack.tickets (ordinal);
create index tickets_expiry on local_slack.tickets (expiry_group, expiry_place, ordinal)
  where expiry_group is not null;

create table local_slack.queued_pushes (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  all_group text collate "C"
);
create index queued_pushes_ordinal on local_slack.queued_pushes (ordinal);
create index queued_pushes_all on local_slack.queued_pushes (all_group, ordinal)
  where all_group is not null;
`;
