-- CreateEnum
CREATE TYPE "AgentActState" AS ENUM ('running', 'done', 'failed');

-- AlterTable
ALTER TABLE "AgentJob" ADD COLUMN     "tellIds" UUID[];

-- AlterTable
ALTER TABLE "AgentRun" ADD COLUMN     "attemptsBefore" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "dueAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "heardOutside" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "AgentAct" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "callId" TEXT NOT NULL,
    "agentId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "itemId" UUID,
    "action" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "permitted" BOOLEAN NOT NULL,
    "state" "AgentActState" NOT NULL DEFAULT 'running',
    "errorMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AgentAct_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateIndex
CREATE INDEX "AgentAct_teamId_agentId_createdAt_idx" ON "AgentAct"("teamId", "agentId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "AgentAct_teamId_runId_callId_key" ON "AgentAct"("teamId", "runId", "callId");

-- CreateIndex
CREATE UNIQUE INDEX "AgentRun_teamId_jobId_dueAt_key" ON "AgentRun"("teamId", "jobId", "dueAt");

-- AddForeignKey
ALTER TABLE "AgentAct" ADD CONSTRAINT "AgentAct_teamId_runId_fkey" FOREIGN KEY ("teamId", "runId") REFERENCES "AgentRun"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nobody has kept whether words of others were read in them.
UPDATE "Conversation" SET "heardOutside" = true;

-- The agent that every team begins with asks people, and acts at providers under the policies of their connections.
UPDATE "Agent" SET "tools" = "tools" || ARRAY['ask_feedback', 'act_at_provider'], "updatedAt" = now() WHERE "slug" = 'assistant';
