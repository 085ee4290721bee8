-- That an item is over may be told before the item itself.
CREATE TABLE "OvertakenItem" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "OvertakenItem_pkey" PRIMARY KEY ("teamId", "connectionId", "externalId")
);
CREATE INDEX "OvertakenItem_at_idx" ON "OvertakenItem"("at");
ALTER TABLE "OvertakenItem" ADD CONSTRAINT "OvertakenItem_teamId_connectionId_fkey"
  FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
