-- CreateTable
CREATE TABLE "havoc_internal"."installation" (
    "tenant" TEXT NOT NULL,
    "team_id" TEXT,
    "team_name" TEXT,
    "enterprise_id" TEXT,
    "enterprise_name" TEXT,
    "is_enterprise_install" BOOLEAN NOT NULL DEFAULT false,
    "app_id" TEXT,
    "bot_id" TEXT,
    "bot_user_id" TEXT,
    "installed_by" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "context" TEXT,
    "webhook_channel" TEXT,
    "webhook_channel_id" TEXT,
    "webhook_settings_url" TEXT,
    "webhook_secret" BYTEA,
    "webhook_key_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "refusal" TEXT,
    "refused_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("tenant")
);

-- CreateTable
CREATE TABLE "havoc_internal"."installation_token" (
    "tenant" TEXT NOT NULL,
    "user_id" TEXT NOT NULL DEFAULT '',
    "scopes" TEXT[],
    "secret" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 1,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "identity" TEXT,
    "refusal" TEXT,
    "refused_at" TIMESTAMPTZ(3),
    "lease" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "installation_token_pkey" PRIMARY KEY ("tenant","user_id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."installation_team" (
    "team_id" TEXT NOT NULL,
    "enterprise_id" TEXT NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installation_team_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."installation_news" (
    "id" BIGSERIAL NOT NULL,
    "tenant" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_news_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."oauth_state" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_state_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "installation_ended" ON "havoc_internal"."installation"("ended_at") WHERE (ended_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "installation_enterprise" ON "havoc_internal"."installation"("enterprise_id");

-- CreateIndex
CREATE INDEX "installation_token_expiry" ON "havoc_internal"."installation_token"("expires_at") WHERE (expires_at IS NOT NULL AND refusal IS NULL);

-- CreateIndex
CREATE INDEX "installation_team_enterprise" ON "havoc_internal"."installation_team"("enterprise_id");

-- CreateIndex
CREATE INDEX "oauth_state_expiry" ON "havoc_internal"."oauth_state"("expires_at");

-- AddForeignKey
ALTER TABLE "havoc_internal"."installation_token" ADD CONSTRAINT "installation_token_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "havoc_internal"."installation"("tenant") ON DELETE CASCADE ON UPDATE CASCADE;
