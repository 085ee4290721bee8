-- Which worker listens to a mailbox for as long as it lives.
ALTER TABLE "Connection" ADD COLUMN "listenerId" TEXT;
