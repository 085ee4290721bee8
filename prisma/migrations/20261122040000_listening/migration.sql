-- What the worker that listens to a mailbox has come to.
ALTER TABLE "Connection" ADD COLUMN "listeningSince" TIMESTAMPTZ(3), ADD COLUMN "listenRetryAt" TIMESTAMPTZ(3);
