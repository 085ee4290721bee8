/** Without the delay, Linux asks after a silent peer for the first time when two hours have passed (tcp(7), tcp_keepalive_time). */
export const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
