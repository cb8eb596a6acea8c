-- CreateTable
CREATE TABLE "havoc_internal"."replica" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handles" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "replica_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."pending_reply" (
    "envelope_id" BIGINT NOT NULL,
    "origin" UUID NOT NULL,
    "lease" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" BYTEA NOT NULL,
    "json" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pending_reply_pkey" PRIMARY KEY ("envelope_id")
);
