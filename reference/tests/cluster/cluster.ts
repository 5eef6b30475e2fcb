// Two instances of the reference server behind a proxy, on one PostgreSQL and one Redis: as in production, on one machine.
import { after } from 'node:test'
import { createSite, findFreePort, type ReferenceProcess } from '../reference-process.ts'
import { openPostgresServer } from './postgres-server.ts'
import { openProxy } from './proxy.ts'
import { openRedisServer } from './redis-server.ts'

export type Cluster = Awaited<ReturnType<typeof openCluster>>

/** Starts all of it; it goes when the tests of the file are done. */
export async function openCluster() {
  const [one, two, front, database, counters] = await Promise.all([1, 2, 3, 4, 5].map(findFreePort))
  const [postgres, redis] = await Promise.all([openPostgresServer(database!), openRedisServer(counters!)])
  const environment = {
    NODE_ENV: 'production',
    SECRET: 'only the operator knows this secret',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://127.0.0.1:${front}`,
    TRUST_PROXY: '127.0.0.1',
    RATE_LIMITS: 'on',
    LOG_LEVEL: 'error',
  }
  const site = createSite(environment, ['--migrate'])
  const logs: (() => string)[] = []

  const openInstance = (port: string) => {
    let running: ReferenceProcess
    return {
      /** Where it is reached without the proxy. */
      origin: `http://127.0.0.1:${port}`,
      async start(): Promise<void> {
        running = await site.start({ PORT: port })
        logs.push(running.readLog)
      },
      stop: () => running.stop(),
      kill: () => running.kill(),
    }
  }
  const instances = [openInstance(one!), openInstance(two!)] as const
  await Promise.all(instances.map((instance) => instance.start()))
  const proxy = await openProxy(front!, [one!, two!])
  after(async () => {
    await Promise.all(instances.map((instance) => instance.kill()))
    await Promise.all([proxy.close(), redis.kill(), postgres.close()])
  })
  return {
    postgres,
    redis,
    instances,
    url: proxy.url,
    /** What all instances have logged so far. */
    readLog: () => logs.map((read) => read()).join(''),
  }
}
