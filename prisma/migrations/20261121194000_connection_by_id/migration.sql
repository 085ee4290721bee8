-- A webhook's address names the connection alone.
CREATE INDEX "Connection_id_idx" ON "Connection"("id");
