-- Messages to a room of several people in place of one person.
-- DropIndex
DROP INDEX "OutboundMessage_teamId_userId_key_key";

-- AlterTable
ALTER TABLE "OutboundMessage" ADD COLUMN     "roomConnectionId" UUID,
ALTER COLUMN "userId" DROP NOT NULL;

-- Of a person or of a room, and never of both or nobody; Prisma cannot say so.
ALTER TABLE "OutboundMessage" ADD CONSTRAINT "OutboundMessage_one_receiver" CHECK (("userId" IS NULL) <> ("roomConnectionId" IS NULL));

-- CreateIndex
-- A room has no person: asked twice under the same key it is one message all the same.
CREATE UNIQUE INDEX "OutboundMessage_teamId_userId_key_key" ON "OutboundMessage"("teamId", "userId", "key") NULLS NOT DISTINCT;

-- AddForeignKey
ALTER TABLE "OutboundMessage" ADD CONSTRAINT "OutboundMessage_teamId_roomConnectionId_fkey" FOREIGN KEY ("teamId", "roomConnectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
