// The least that tells many sockets: `ws`, one LISTEN connection, each notification sent to all. Arguments: the database's address, a port.
import { WebSocketServer } from 'ws'
import { conversationChannel } from '@switchboard/core/conversations/events'
import { listen } from '@switchboard/db'

const [, , databaseUrl = '', port = ''] = process.argv
const server = new WebSocketServer({ port: Number(port) })
await listen({
  url: databaseUrl,
  channels: {
    [conversationChannel]: (payload) => {
      const message = Buffer.from(payload)
      for (const socket of server.clients) socket.send(message, { binary: false })
    },
  },
  onError: (error) => {
    throw error
  },
})
console.log('ready')
