-- Agents, their conversations with members, what they remember, and questions that wait for a human answer.

-- CreateEnum
CREATE TYPE "AgentStatus" AS ENUM ('active', 'paused', 'archived');

-- CreateEnum
CREATE TYPE "ConversationStatus" AS ENUM ('active', 'completed', 'expired');

-- CreateEnum
CREATE TYPE "AgentState" AS ENUM ('idle', 'thinking', 'responding', 'error');

-- CreateEnum
CREATE TYPE "Speaker" AS ENUM ('person', 'agent');

-- CreateEnum
CREATE TYPE "SaidKind" AS ENUM ('text', 'clarification', 'thinking', 'feedback', 'notice');

-- CreateEnum
CREATE TYPE "SaidStatus" AS ENUM ('writing', 'sent', 'delivered', 'stopped', 'failed');

-- CreateEnum
CREATE TYPE "RunState" AS ENUM ('waiting', 'running', 'done', 'failed', 'stopped');

-- CreateEnum
CREATE TYPE "MemoryType" AS ENUM ('preference', 'fact', 'person', 'project');

-- CreateEnum
CREATE TYPE "FeedbackKind" AS ENUM ('approval', 'choice', 'text');

-- CreateEnum
CREATE TYPE "FeedbackState" AS ENUM ('open', 'answered', 'expired', 'cancelled');

-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "remembers" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "OutboundMessage" ADD COLUMN     "answers" JSONB,
ADD COLUMN     "only" "Channel";

-- CreateTable
CREATE TABLE "Agent" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "instructions" TEXT NOT NULL DEFAULT '',
    "model" TEXT,
    "tools" TEXT[],
    "status" "AgentStatus" NOT NULL DEFAULT 'active',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Agent_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "AgentConnection" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "provider" "Provider" NOT NULL,

    CONSTRAINT "AgentConnection_pkey" PRIMARY KEY ("teamId","connectionId")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "status" "ConversationStatus" NOT NULL DEFAULT 'active',
    "title" TEXT NOT NULL,
    "titled" BOOLEAN NOT NULL DEFAULT false,
    "agentState" "AgentState" NOT NULL DEFAULT 'idle',
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "channel" "Channel" NOT NULL,
    "summary" TEXT,
    "summarizedTo" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastActivityAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "ConversationMessage" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "speaker" "Speaker" NOT NULL,
    "kind" "SaidKind" NOT NULL DEFAULT 'text',
    "status" "SaidStatus" NOT NULL,
    "content" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "key" TEXT NOT NULL,
    "connectionId" UUID,
    "place" JSONB,
    "attachments" JSONB NOT NULL DEFAULT '[]',
    "data" JSONB NOT NULL DEFAULT '{}',
    "errorMessage" TEXT,
    "saidAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConversationMessage_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "ConversationEvent" (
    "teamId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ConversationEvent_pkey" PRIMARY KEY ("teamId","conversationId","seq")
);

-- CreateTable
CREATE TABLE "ConversationThread" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "connectionId" UUID,
    "key" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ConversationThread_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "AgentRun" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "conversationId" UUID,
    "jobId" UUID,
    "askedId" UUID,
    "answerId" UUID,
    "state" "RunState" NOT NULL DEFAULT 'waiting',
    "stopAsked" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "result" TEXT,
    "model" TEXT,
    "inputTokens" INTEGER NOT NULL DEFAULT 0,
    "outputTokens" INTEGER NOT NULL DEFAULT 0,
    "costMicros" INTEGER NOT NULL DEFAULT 0,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AgentRun_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "AgentJob" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "instructions" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "on" BOOLEAN NOT NULL DEFAULT true,
    "nextRunAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgentJob_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "Memory" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "type" "MemoryType" NOT NULL,
    "content" TEXT NOT NULL,
    "importance" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "messageId" UUID,
    "edited" BOOLEAN NOT NULL DEFAULT false,
    "timesUsed" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Memory_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "FeedbackRequest" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "FeedbackKind" NOT NULL,
    "question" TEXT NOT NULL,
    "details" TEXT NOT NULL DEFAULT '',
    "options" JSONB NOT NULL DEFAULT '[]',
    "state" "FeedbackState" NOT NULL DEFAULT 'open',
    "channels" "Channel"[],
    "conversationId" UUID,
    "runId" UUID,
    "askedById" UUID,
    "answer" JSONB,
    "answeredById" UUID,
    "answeredVia" "Channel",
    "answeredAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "reminders" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3),

    CONSTRAINT "FeedbackRequest_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "FeedbackRecipient" (
    "teamId" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "FeedbackRecipient_pkey" PRIMARY KEY ("teamId","requestId","userId")
);

-- CreateTable
CREATE TABLE "RateBucket" (
    "key" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "tokensAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RateBucket_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Agent_teamId_slug_key" ON "Agent"("teamId", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "AgentConnection_teamId_agentId_provider_key" ON "AgentConnection"("teamId", "agentId", "provider");

-- CreateIndex
CREATE INDEX "Conversation_teamId_userId_status_lastActivityAt_id_idx" ON "Conversation"("teamId", "userId", "status", "lastActivityAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Conversation_status_lastActivityAt_idx" ON "Conversation"("status", "lastActivityAt");

-- CreateIndex
CREATE UNIQUE INDEX "ConversationMessage_teamId_userId_key_key" ON "ConversationMessage"("teamId", "userId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "ConversationMessage_teamId_conversationId_seq_key" ON "ConversationMessage"("teamId", "conversationId", "seq");

-- CreateIndex
CREATE INDEX "ConversationEvent_at_idx" ON "ConversationEvent"("at");

-- CreateIndex
CREATE INDEX "ConversationThread_teamId_conversationId_idx" ON "ConversationThread"("teamId", "conversationId");

-- CreateIndex
CREATE UNIQUE INDEX "ConversationThread_teamId_channel_connectionId_key_conversa_key" ON "ConversationThread"("teamId", "channel", "connectionId", "key", "conversationId") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "AgentRun_teamId_conversationId_createdAt_idx" ON "AgentRun"("teamId", "conversationId", "createdAt");

-- CreateIndex
CREATE INDEX "AgentRun_teamId_jobId_createdAt_idx" ON "AgentRun"("teamId", "jobId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "AgentRun_state_createdAt_idx" ON "AgentRun"("state", "createdAt");

-- CreateIndex
CREATE INDEX "AgentJob_on_nextRunAt_idx" ON "AgentJob"("on", "nextRunAt");

-- CreateIndex
CREATE INDEX "AgentJob_teamId_userId_idx" ON "AgentJob"("teamId", "userId");

-- CreateIndex
CREATE INDEX "Memory_teamId_userId_importance_updatedAt_idx" ON "Memory"("teamId", "userId", "importance" DESC, "updatedAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Memory_teamId_userId_key_key" ON "Memory"("teamId", "userId", "key");

-- CreateIndex
CREATE INDEX "FeedbackRequest_state_dueAt_idx" ON "FeedbackRequest"("state", "dueAt");

-- CreateIndex
CREATE INDEX "FeedbackRequest_teamId_state_createdAt_idx" ON "FeedbackRequest"("teamId", "state", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "FeedbackRequest_teamId_conversationId_idx" ON "FeedbackRequest"("teamId", "conversationId");

-- CreateIndex
CREATE INDEX "FeedbackRecipient_teamId_userId_idx" ON "FeedbackRecipient"("teamId", "userId");

-- CreateIndex
CREATE INDEX "RateBucket_tokensAt_idx" ON "RateBucket"("tokensAt");

-- AddForeignKey
ALTER TABLE "Agent" ADD CONSTRAINT "Agent_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentConnection" ADD CONSTRAINT "AgentConnection_teamId_agentId_fkey" FOREIGN KEY ("teamId", "agentId") REFERENCES "Agent"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentConnection" ADD CONSTRAINT "AgentConnection_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_teamId_agentId_fkey" FOREIGN KEY ("teamId", "agentId") REFERENCES "Agent"("teamId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationMessage" ADD CONSTRAINT "ConversationMessage_teamId_conversationId_fkey" FOREIGN KEY ("teamId", "conversationId") REFERENCES "Conversation"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationEvent" ADD CONSTRAINT "ConversationEvent_teamId_conversationId_fkey" FOREIGN KEY ("teamId", "conversationId") REFERENCES "Conversation"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationThread" ADD CONSTRAINT "ConversationThread_teamId_conversationId_fkey" FOREIGN KEY ("teamId", "conversationId") REFERENCES "Conversation"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentRun" ADD CONSTRAINT "AgentRun_teamId_agentId_fkey" FOREIGN KEY ("teamId", "agentId") REFERENCES "Agent"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentRun" ADD CONSTRAINT "AgentRun_teamId_conversationId_fkey" FOREIGN KEY ("teamId", "conversationId") REFERENCES "Conversation"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentRun" ADD CONSTRAINT "AgentRun_teamId_jobId_fkey" FOREIGN KEY ("teamId", "jobId") REFERENCES "AgentJob"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentJob" ADD CONSTRAINT "AgentJob_teamId_agentId_fkey" FOREIGN KEY ("teamId", "agentId") REFERENCES "Agent"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentJob" ADD CONSTRAINT "AgentJob_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedbackRequest" ADD CONSTRAINT "FeedbackRequest_teamId_conversationId_fkey" FOREIGN KEY ("teamId", "conversationId") REFERENCES "Conversation"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedbackRecipient" ADD CONSTRAINT "FeedbackRecipient_teamId_requestId_fkey" FOREIGN KEY ("teamId", "requestId") REFERENCES "FeedbackRequest"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedbackRecipient" ADD CONSTRAINT "FeedbackRecipient_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every team has somebody to talk with from the start.
INSERT INTO "Agent" ("teamId", "id", "slug", "name", "tools", "updatedAt")
SELECT "id", gen_random_uuid(), 'assistant', 'Assistant',
  ARRAY['list_tasks', 'create_task', 'finish_task', 'search_items', 'ask_feedback', 'act_at_provider'], now()
FROM "Team";
