-- CreateTable
CREATE TABLE "havoc_internal"."socket_slot" (
    "slot" INTEGER NOT NULL,
    "holder" UUID NOT NULL,
    "until" TIMESTAMPTZ(6) NOT NULL,
    "up" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "socket_slot_pkey" PRIMARY KEY ("slot")
);
