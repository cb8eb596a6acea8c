-- What was stored before is taken over below.
ALTER TABLE "havoc_internal"."envelope" RENAME TO "envelope_before";
ALTER SEQUENCE "havoc_internal"."envelope_id_seq" RENAME TO "envelope_before_id_seq";
ALTER INDEX "havoc_internal"."envelope_pkey" RENAME TO "envelope_before_pkey";
ALTER TABLE "havoc_internal"."traffic" RENAME TO "traffic_before";
ALTER SEQUENCE "havoc_internal"."traffic_id_seq" RENAME TO "traffic_before_id_seq";
ALTER INDEX "havoc_internal"."traffic_pkey" RENAME TO "traffic_before_pkey";

-- CreateTable
CREATE TABLE "havoc_internal"."unsettled" (
    "id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "dedupe_key" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT NOT NULL DEFAULT '',
    "order_key" BIGINT,
    "reply_by" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease" UUID,
    "wanted_by" UUID,
    "origin" UUID,
    "parked_at" TIMESTAMPTZ(3),
    "held_back" BOOLEAN NOT NULL DEFAULT false,
    "replayed" BOOLEAN NOT NULL DEFAULT false,
    "last_error" TEXT,

    CONSTRAINT "unsettled_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "havoc_internal"."dead_letter" (
    "id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "dedupe_key" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team_id" TEXT NOT NULL DEFAULT '',
    "payload" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "last_error" TEXT,
    "died_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "unsettled_due_of_team" ON "havoc_internal"."unsettled"("team_id", "not_before", "id") WHERE (lease IS NULL);

-- CreateIndex
CREATE INDEX "unsettled_due" ON "havoc_internal"."unsettled"("not_before", "id") WHERE (lease IS NULL);

-- CreateIndex
CREATE INDEX "unsettled_due_of_kind" ON "havoc_internal"."unsettled"("kind", "name", "not_before", "id") WHERE (lease IS NULL);

-- CreateIndex
CREATE INDEX "unsettled_leased" ON "havoc_internal"."unsettled"("not_before") WHERE (lease IS NOT NULL);

-- CreateIndex
CREATE INDEX "unsettled_awaited" ON "havoc_internal"."unsettled"("reply_by") WHERE (reply_by IS NOT NULL);

-- CreateIndex
CREATE INDEX "unsettled_order" ON "havoc_internal"."unsettled"("order_key", "id") WHERE (order_key IS NOT NULL);

-- CreateIndex
CREATE INDEX "unsettled_held_back" ON "havoc_internal"."unsettled"("order_key", "id") WHERE (held_back);

-- CreateIndex
CREATE INDEX "unsettled_parked" ON "havoc_internal"."unsettled"("id") WHERE (parked_at IS NOT NULL);


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

-- Takes over what was stored before.
INSERT INTO "havoc_internal"."envelope"
    ("id", "day", "dedupe_key", "kind", "name", "team_id", "payload", "retry_num", "received_at", "reply_by")
SELECT "id", ("received_at" AT TIME ZONE 'utc')::date,
    encode(substring(sha256(convert_to("dedupe_key", 'UTF8')) FOR 16), 'hex')::uuid,
    "kind", "name", "team_id", "payload", "retry_num", "received_at", "reply_by"
FROM "havoc_internal"."envelope_before" ORDER BY "id";

INSERT INTO "havoc_internal"."unsettled"
    ("id", "day", "dedupe_key", "kind", "name", "team_id", "reply_by", "received_at", "not_before", "attempt",
     "lease", "parked_at", "last_error")
SELECT "envelope"."id", "envelope"."day", "envelope"."dedupe_key", "envelope"."kind", "envelope"."name",
    coalesce("envelope"."team_id", ''), "envelope"."reply_by", "envelope"."received_at", "before"."not_before",
    "before"."attempt", "before"."lease", "before"."parked_at", "before"."last_error"
FROM "havoc_internal"."envelope" JOIN "havoc_internal"."envelope_before" AS "before" USING ("id")
WHERE "before"."settled_at" IS NULL;

SELECT setval('havoc_internal.envelope_id_seq',
    (SELECT coalesce(max("id"), 0) + 1 FROM "havoc_internal"."envelope"), false);

DROP TABLE "havoc_internal"."envelope_before";

INSERT INTO "havoc_internal"."traffic"
    ("id", "day", "at", "direction", "name", "team_id", "envelope_id", "status", "outcome", "took_ms", "retry_num",
     "request", "response")
SELECT "id", ("at" AT TIME ZONE 'utc')::date, "at", "direction", "name", "team_id", "envelope_id", "status",
    "outcome", "took_ms", "retry_num", "request", "response"
FROM "havoc_internal"."traffic_before" ORDER BY "id";

SELECT setval('havoc_internal.traffic_id_seq',
    (SELECT coalesce(max("id"), 0) + 1 FROM "havoc_internal"."traffic"), false);

DROP TABLE "havoc_internal"."traffic_before";
