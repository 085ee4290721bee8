-- Each worker looks every few seconds for runs that nobody goes on with. They are few: an index of a part of the rows.
CREATE INDEX "SyncRun_running_idx" ON "SyncRun"("teamId", "connectionId") WHERE "state" = 'running';
