-- What the models cannot say: partitioned tables, and how tables are stored. `npm run migration -- --squash` puts
-- it after what is made from the models; a change here needs a migration of its own that makes the same.

-- What came from Slack, byte for byte; never updated, dropped by whole days.
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

-- Requests from Slack and calls to Slack, likewise.
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

-- Rows come and go by the thousand: what is dead is cleared away early, and the file is not cut meanwhile, which
-- would lock the table.
ALTER TABLE "havoc_internal"."unsettled" SET (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_analyze_threshold = 1000,
    vacuum_truncate = off
);
