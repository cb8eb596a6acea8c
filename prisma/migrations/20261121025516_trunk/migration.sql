-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "havoc_internal";

-- CreateTable
CREATE TABLE "havoc_internal"."slack_user" (
    "team_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "home_team_id" TEXT,
    "name" TEXT,
    "real_name" TEXT,
    "display_name" TEXT,
    "email" TEXT,
    "title" TEXT,
    "tz" TEXT,
    "tz_offset" INTEGER,
    "locale" TEXT,
    "image_url" TEXT,
    "deleted" BOOLEAN,
    "is_bot" BOOLEAN,
    "is_admin" BOOLEAN,
    "is_owner" BOOLEAN,
    "is_restricted" BOOLEAN,
    "is_ultra_restricted" BOOLEAN,
    "is_stranger" BOOLEAN,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_user_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."slack_channel" (
    "team_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT,
    "topic" TEXT,
    "purpose" TEXT,
    "is_channel" BOOLEAN,
    "is_group" BOOLEAN,
    "is_im" BOOLEAN,
    "is_mpim" BOOLEAN,
    "is_private" BOOLEAN,
    "is_archived" BOOLEAN,
    "is_shared" BOOLEAN,
    "is_ext_shared" BOOLEAN,
    "is_member" BOOLEAN,
    "user" TEXT,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_channel_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."slack_team" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "domain" TEXT,
    "enterprise_id" TEXT,
    "icon_url" TEXT,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."slack_bot" (
    "team_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT,
    "app_id" TEXT,
    "user_id" TEXT,
    "deleted" BOOLEAN,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_bot_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."envelope" (
    "id" BIGSERIAL NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT,
    "payload" BYTEA NOT NULL,
    "retry_num" INTEGER,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reply_by" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease" UUID,
    "parked_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "last_error" TEXT,

    CONSTRAINT "envelope_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."ledger_message" (
    "id" BIGSERIAL NOT NULL,
    "team_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "ts" TEXT,
    "thread_ts" TEXT,
    "key" TEXT,
    "text" TEXT,
    "content" BYTEA NOT NULL,
    "changed_elsewhere" BOOLEAN NOT NULL DEFAULT false,
    "posted_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "claim" UUID,
    "claim_until" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."traffic" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "direction" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT,
    "envelope_id" BIGINT,
    "status" INTEGER,
    "outcome" TEXT NOT NULL,
    "took_ms" DOUBLE PRECISION NOT NULL,
    "retry_num" INTEGER,
    "request" BYTEA,
    "response" BYTEA,

    CONSTRAINT "traffic_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "envelope_dedupe_key_key" ON "havoc_internal"."envelope"("dedupe_key");

-- CreateIndex
CREATE INDEX "envelope_unsettled" ON "havoc_internal"."envelope"("id") WHERE (settled_at IS NULL);

-- CreateIndex
CREATE INDEX "envelope_settled_at_idx" ON "havoc_internal"."envelope"("settled_at");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_message_team_id_key_key" ON "havoc_internal"."ledger_message"("team_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_message_team_id_channel_ts_key" ON "havoc_internal"."ledger_message"("team_id", "channel", "ts");

-- CreateIndex
CREATE INDEX "traffic_at_idx" ON "havoc_internal"."traffic"("at");
