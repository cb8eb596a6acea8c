-- What was held back behind an earlier one of its conversation is due: its conversation alone keeps it waiting now.
UPDATE "havoc_internal"."unsettled" SET "not_before" = least("received_at", now()) WHERE "held_back" AND "lease" IS NULL;

-- DropIndex
DROP INDEX "havoc_internal"."unsettled_held_back";

-- DropIndex
DROP INDEX "havoc_internal"."unsettled_in_turn";

-- DropIndex
DROP INDEX "havoc_internal"."unsettled_order";

-- DropIndex
DROP INDEX "havoc_internal"."unsettled_parked";

-- AlterTable
ALTER TABLE "havoc_internal"."unsettled" DROP COLUMN "held_back",
ADD COLUMN     "parked" BOOLEAN NOT NULL DEFAULT false;

-- What waits for a subscriber goes on waiting aside.
UPDATE "havoc_internal"."unsettled" SET "parked" = true
WHERE "parked_at" IS NOT NULL AND "lease" IS NULL AND "not_before" > now();

-- CreateIndex
CREATE INDEX "unsettled_alone_of_team" ON "havoc_internal"."unsettled"("team_id", "not_before", "id") WHERE (lease IS NULL AND order_key IS NULL);

-- CreateIndex
CREATE INDEX "unsettled_alone_of_kind" ON "havoc_internal"."unsettled"("kind", "name", "not_before", "id") WHERE (lease IS NULL AND order_key IS NULL);

-- CreateIndex
CREATE INDEX "unsettled_conversation" ON "havoc_internal"."unsettled"("team_id", "order_key", "id") WHERE (order_key IS NOT NULL AND NOT parked);

-- CreateIndex
CREATE INDEX "unsettled_aside" ON "havoc_internal"."unsettled"("not_before") WHERE (parked);

-- CreateIndex
CREATE UNIQUE INDEX "unsettled_turn" ON "havoc_internal"."unsettled"("team_id", "order_key") WHERE (in_turn);
