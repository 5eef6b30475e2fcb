/** The servers that are measured. */
import { stores, type StoreName } from './stores.ts'

export interface ServerDefinition {
  name: string
  /** Started as `node FILE DATABASE`: the path of an SQLite file that does not exist yet, or the URL of an empty database. */
  file: string
  stores: readonly StoreName[]
  /** The packages whose versions the report names. */
  packages: string[]
}

/** The server that the ratios of all others are to. */
export const BASELINE = 'fastify'

export const servers: ServerDefinition[] = [
  { name: 'ninety', file: 'peers/ninety.ts', stores, packages: ['ninety', 'pg'] },
  { name: 'fastify', file: 'peers/fastify.ts', stores, packages: ['fastify', 'fast-jwt', 'pg'] },
  {
    name: 'express',
    file: 'peers/express.ts',
    stores: ['sqlite'],
    packages: ['express', 'drizzle-orm', 'zod', 'jsonwebtoken'],
  },
  {
    name: 'nest',
    file: 'peers/nest.ts',
    stores: ['sqlite'],
    packages: ['@nestjs/core', '@mikro-orm/core', '@nestjs/jwt'],
  },
]
