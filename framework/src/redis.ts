// The entry `ninety/redis`: what several machines count together.
export { redis } from './engine/redis/redis.ts'
export type { Redis, RedisOptions } from './engine/redis/redis.ts'
