-- Mails that answer ours: taken in once, with what became of each.
-- CreateEnum
CREATE TYPE "MailReplyOutcome" AS ENUM ('settled', 'asked_back', 'parked', 'passed_over');

-- CreateTable
CREATE TABLE "MailReply" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "sentId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "outcome" "MailReplyOutcome" NOT NULL,
    "sender" TEXT NOT NULL,
    "told" TEXT,
    "offered" JSONB,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailReply_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateIndex
CREATE INDEX "MailReply_teamId_subjectId_createdAt_idx" ON "MailReply"("teamId", "subjectId", "createdAt");

-- CreateIndex
CREATE INDEX "MailReply_teamId_userId_createdAt_idx" ON "MailReply"("teamId", "userId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "MailReply_teamId_sentId_key_key" ON "MailReply"("teamId", "sentId", "key");

-- AddForeignKey
ALTER TABLE "MailReply" ADD CONSTRAINT "MailReply_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;
