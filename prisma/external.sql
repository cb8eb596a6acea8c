-- What the models cannot express: partitioned tables, and storage parameters. `npm run migration -- --squash` appends
-- this file to the SQL that it generates from the models. A change here needs a migration that makes the same change.

-- What came from Slack, byte for byte. Rows are never updated. Whole days are dropped at once.
CREATE SEQUENCE "havoc_internal"."envelope_id_seq";
CREATE TABLE "havoc_internal"."envelope" (
    "id" BIGINT NOT NULL DEFAULT nextval('havoc_internal.envelope_id_seq'),
    "day" DATE NOT NULL,
    "dedupe_key" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT,
    "payload" BYTEA NOT NULL,
    "retry_num" INTEGER,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "reply_by" TIMESTAMPTZ(3),

    CONSTRAINT "envelope_pkey" PRIMARY KEY ("dedupe_key", "day")
) PARTITION BY RANGE ("day");
ALTER SEQUENCE "havoc_internal"."envelope_id_seq" OWNED BY "havoc_internal"."envelope"."id";
CREATE INDEX "envelope_id_idx" ON "havoc_internal"."envelope" USING brin ("id") WITH (autosummarize = on, pages_per_range = 32);
CREATE TABLE "havoc_internal"."envelope_default" PARTITION OF "havoc_internal"."envelope" DEFAULT;

-- Requests from Slack and calls to Slack. Rows are never updated. Whole days are dropped at once.
CREATE SEQUENCE "havoc_internal"."traffic_id_seq";
CREATE TABLE "havoc_internal"."traffic" (
    "id" BIGINT NOT NULL DEFAULT nextval('havoc_internal.traffic_id_seq'),
    "day" DATE NOT NULL,
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

    CONSTRAINT "traffic_pkey" PRIMARY KEY ("id", "day")
) PARTITION BY RANGE ("day");
ALTER SEQUENCE "havoc_internal"."traffic_id_seq" OWNED BY "havoc_internal"."traffic"."id";
CREATE TABLE "havoc_internal"."traffic_default" PARTITION OF "havoc_internal"."traffic" DEFAULT;

-- Thousands of rows come and go. Autovacuum therefore starts early and runs without delays. It does not truncate the
-- file, because that would lock the table.
ALTER TABLE "havoc_internal"."unsettled" SET (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_analyze_threshold = 1000,
    vacuum_truncate = off
);
