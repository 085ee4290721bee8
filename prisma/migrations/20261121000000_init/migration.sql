-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'member');

-- CreateEnum
CREATE TYPE "Provider" AS ENUM ('gmail', 'google_calendar', 'slack', 'telegram', 'notion', 'imap', 'linear', 'discord', 'whatsapp', 'sms');

-- CreateEnum
CREATE TYPE "ConnectionStatus" AS ENUM ('connecting', 'connected', 'paused', 'error', 'disconnected');

-- CreateEnum
CREATE TYPE "ItemKind" AS ENUM ('email', 'event', 'message', 'page');

-- CreateEnum
CREATE TYPE "ItemState" AS ENUM ('claimed', 'done', 'failed', 'dead');

-- CreateEnum
CREATE TYPE "ItemOutcome" AS ENUM ('suggested', 'no_action', 'too_unsure', 'skipped');

-- CreateEnum
CREATE TYPE "SyncTrigger" AS ENUM ('first', 'schedule', 'manual', 'push', 'resync');

-- CreateEnum
CREATE TYPE "SyncState" AS ENUM ('running', 'done', 'failed', 'stopped');

-- CreateEnum
CREATE TYPE "SuggestionStatus" AS ENUM ('pending_approval', 'auto_approved', 'approved', 'dismissed');

-- CreateEnum
CREATE TYPE "Priority" AS ENUM ('low', 'medium', 'high', 'urgent');

-- CreateEnum
CREATE TYPE "TaskStatus" AS ENUM ('open', 'in_progress', 'done');

-- CreateEnum
CREATE TYPE "WriteBackAction" AS ENUM ('mark_read', 'archive');

-- CreateEnum
CREATE TYPE "WriteBackState" AS ENUM ('waiting', 'running', 'done', 'cancelled', 'failed', 'reverting', 'reverted');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "email" TEXT NOT NULL,
    "emailVerified" TIMESTAMPTZ(3),
    "image" TEXT,
    "timeZone" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "userId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("provider","providerAccountId")
);

-- CreateTable
CREATE TABLE "VerificationToken" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "VerificationToken_pkey" PRIMARY KEY ("identifier","token")
);

-- CreateTable
CREATE TABLE "OAuthAttempt" (
    "id" UUID NOT NULL,
    "stateHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "provider" "Provider" NOT NULL,
    "connectionId" UUID,
    "verifier" TEXT NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OAuthAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "monthlyBudgetMicros" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'member',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("teamId","userId")
);

-- CreateTable
CREATE TABLE "Connection" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" "Provider" NOT NULL,
    "ownerId" UUID,
    "accountId" TEXT NOT NULL,
    "accountName" TEXT NOT NULL,
    "status" "ConnectionStatus" NOT NULL DEFAULT 'connecting',
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "grantedScopes" TEXT[],
    "settings" JSONB NOT NULL,
    "cursor" JSONB,
    "settledUntil" TIMESTAMPTZ(3),
    "lastSyncAt" TIMESTAMPTZ(3),
    "lastItemAt" TIMESTAMPTZ(3),
    "nextSyncAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "ciphertext" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "expiresAt" TIMESTAMPTZ(3),
    "leaseId" UUID,
    "leaseUntil" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("teamId","connectionId")
);

-- CreateTable
CREATE TABLE "Item" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "threadId" TEXT,
    "kind" "ItemKind" NOT NULL,
    "title" TEXT NOT NULL,
    "senderName" TEXT NOT NULL,
    "senderAddress" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "snapshot" JSONB NOT NULL,
    "state" "ItemState" NOT NULL DEFAULT 'claimed',
    "outcome" "ItemOutcome",
    "reason" TEXT,
    "confidence" DOUBLE PRECISION,
    "model" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Item_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "trigger" "SyncTrigger" NOT NULL,
    "state" "SyncState" NOT NULL DEFAULT 'running',
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "aliveAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopAsked" BOOLEAN NOT NULL DEFAULT false,
    "expected" INTEGER,
    "fetched" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "suggested" INTEGER NOT NULL DEFAULT 0,
    "autoApproved" INTEGER NOT NULL DEFAULT 0,
    "apiCalls" INTEGER NOT NULL DEFAULT 0,
    "quotaUnits" INTEGER NOT NULL DEFAULT 0,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "gapFrom" TIMESTAMPTZ(3),
    "gapTo" TIMESTAMPTZ(3),

    CONSTRAINT "SyncRun_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "Suggestion" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "itemId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "assigneeId" UUID NOT NULL,
    "status" "SuggestionStatus" NOT NULL DEFAULT 'pending_approval',
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "priority" "Priority" NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "dueAllDay" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[],
    "confidence" DOUBLE PRECISION NOT NULL,
    "reasoning" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "model" TEXT NOT NULL,
    "flags" TEXT[],
    "whenDone" JSONB,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "editedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "decidedById" UUID,
    "decidedVia" TEXT,
    "dismissReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Suggestion_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "Task" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "suggestionId" UUID,
    "itemId" UUID,
    "assigneeId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "status" "TaskStatus" NOT NULL DEFAULT 'open',
    "priority" "Priority" NOT NULL DEFAULT 'medium',
    "dueAt" TIMESTAMPTZ(3),
    "dueAllDay" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[],
    "whenDone" JSONB,
    "completedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Task_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "WriteBack" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "itemId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "action" "WriteBackAction" NOT NULL,
    "state" "WriteBackState" NOT NULL DEFAULT 'waiting',
    "runAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "inverse" JSONB,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WriteBack_pkey" PRIMARY KEY ("teamId","id")
);

-- CreateTable
CREATE TABLE "ModelUsage" (
    "teamId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "inputTokens" BIGINT NOT NULL DEFAULT 0,
    "outputTokens" BIGINT NOT NULL DEFAULT 0,
    "costMicros" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ModelUsage_pkey" PRIMARY KEY ("teamId","day","model")
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "aliveAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "OAuthAttempt_stateHash_key" ON "OAuthAttempt"("stateHash");

-- CreateIndex
CREATE INDEX "OAuthAttempt_expiresAt_idx" ON "OAuthAttempt"("expiresAt");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE INDEX "Connection_teamId_ownerId_idx" ON "Connection"("teamId", "ownerId");

-- CreateIndex
CREATE INDEX "Connection_status_nextSyncAt_idx" ON "Connection"("status", "nextSyncAt");

-- CreateIndex
CREATE UNIQUE INDEX "Connection_teamId_provider_accountId_ownerId_key" ON "Connection"("teamId", "provider", "accountId", "ownerId");

-- CreateIndex
CREATE INDEX "Item_teamId_connectionId_receivedAt_id_idx" ON "Item"("teamId", "connectionId", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Item_state_retryAt_idx" ON "Item"("state", "retryAt");

-- CreateIndex
CREATE UNIQUE INDEX "Item_teamId_connectionId_externalId_key" ON "Item"("teamId", "connectionId", "externalId");

-- CreateIndex
CREATE INDEX "SyncRun_teamId_connectionId_startedAt_idx" ON "SyncRun"("teamId", "connectionId", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "SyncRun_startedAt_idx" ON "SyncRun"("startedAt");

-- CreateIndex
CREATE INDEX "Suggestion_teamId_assigneeId_status_receivedAt_id_idx" ON "Suggestion"("teamId", "assigneeId", "status", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Suggestion_teamId_assigneeId_status_confidence_idx" ON "Suggestion"("teamId", "assigneeId", "status", "confidence");

-- CreateIndex
CREATE INDEX "Suggestion_teamId_assigneeId_decidedAt_idx" ON "Suggestion"("teamId", "assigneeId", "decidedAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Suggestion_teamId_itemId_key" ON "Suggestion"("teamId", "itemId");

-- CreateIndex
CREATE INDEX "Task_teamId_assigneeId_status_dueAt_idx" ON "Task"("teamId", "assigneeId", "status", "dueAt");

-- CreateIndex
CREATE INDEX "Task_teamId_itemId_idx" ON "Task"("teamId", "itemId");

-- CreateIndex
CREATE UNIQUE INDEX "Task_teamId_suggestionId_key" ON "Task"("teamId", "suggestionId");

-- CreateIndex
CREATE INDEX "WriteBack_teamId_taskId_idx" ON "WriteBack"("teamId", "taskId");

-- CreateIndex
CREATE INDEX "WriteBack_teamId_createdAt_idx" ON "WriteBack"("teamId", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Item" ADD CONSTRAINT "Item_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SyncRun" ADD CONSTRAINT "SyncRun_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Suggestion" ADD CONSTRAINT "Suggestion_teamId_itemId_fkey" FOREIGN KEY ("teamId", "itemId") REFERENCES "Item"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_teamId_suggestionId_fkey" FOREIGN KEY ("teamId", "suggestionId") REFERENCES "Suggestion"("teamId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_teamId_itemId_fkey" FOREIGN KEY ("teamId", "itemId") REFERENCES "Item"("teamId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WriteBack" ADD CONSTRAINT "WriteBack_teamId_taskId_fkey" FOREIGN KEY ("teamId", "taskId") REFERENCES "Task"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WriteBack" ADD CONSTRAINT "WriteBack_teamId_itemId_fkey" FOREIGN KEY ("teamId", "itemId") REFERENCES "Item"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;


