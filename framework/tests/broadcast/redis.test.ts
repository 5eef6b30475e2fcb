import { redis } from '../../src/redis.ts'
import { newPrefix } from '../redis/find-redis.ts'
import { needsRedisServer, openRedisServer } from '../redis/redis-server.ts'
import { describeBroadcast } from './describe-broadcast.ts'

describeBroadcast('instances on one Redis', needsRedisServer, async (t) => {
  const server = await openRedisServer(t)
  await server.start()
  const prefix = newPrefix()
  const { Redis } = await import('ioredis')
  return {
    join() {
      const { broadcast, close } = redis(server.url, { prefix })
      t.after(close)
      return broadcast
    },
    cut: () => server.kill().then(() => server.start()),
    async shout(text) {
      const client = new Redis(server.url)
      await client.publish(`${prefix}broadcast:0`, text)
      client.disconnect()
    },
  }
})
