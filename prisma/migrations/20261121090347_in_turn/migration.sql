-- AlterTable
ALTER TABLE "havoc_internal"."unsettled" ADD COLUMN     "in_turn" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE UNIQUE INDEX "unsettled_in_turn" ON "havoc_internal"."unsettled"("order_key") WHERE (in_turn);
