import { once } from 'node:events'
import { connect } from 'node:net'
import process from 'node:process'
import { Redis } from 'ioredis'

/** Whether something listens there. */
async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port === '' ? 6379 : port), hostname)
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function findRedis(): Promise<string | undefined> {
  const { TEST_REDIS_URL: url } = process.env
  // One that is asked for has to be there.
  if (url !== undefined && url !== '') return url
  const usual = 'redis://127.0.0.1:6379'
  return (await isListening(usual)) ? usual : undefined
}

/** A Redis server for tests, which use prefixes of their own: `TEST_REDIS_URL`, or the one of this machine. */
export const redisUrl = (await findRedis()) ?? ''

/** The version of that server, where there is one. */
export async function findRedisVersion(): Promise<string | undefined> {
  if (redisUrl === '') return undefined
  const client = new Redis(redisUrl)
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1]
  } finally {
    client.disconnect()
  }
}

/** For the options of a test: why it cannot run, if it cannot. */
export const needsRedis: { readonly skip: false | string } = {
  skip: redisUrl === '' && 'there is no Redis: start one, or set TEST_REDIS_URL',
}

let prefixes = 0

/** A prefix under which nothing was counted yet. */
export const newPrefix = (): string => `ninety-test-${process.pid}-${Date.now()}-${++prefixes}:`
