/** The servers that are measured. */

export interface ServerDefinition {
  name: string
  /** Started as `node FILE DATABASE`, where DATABASE is the path of an SQLite file that does not exist yet. */
  file: string
  /** The packages whose versions the report names. */
  packages: string[]
}

/** The server that the ratios of all others are to. */
export const BASELINE = 'fastify'

export const servers: ServerDefinition[] = [
  { name: 'ninety', file: 'peers/ninety.ts', packages: ['ninety'] },
  { name: 'fastify', file: 'peers/fastify.ts', packages: ['fastify', 'fast-jwt'] },
  { name: 'express', file: 'peers/express.ts', packages: ['express', 'drizzle-orm', 'zod', 'jsonwebtoken'] },
  { name: 'nest', file: 'peers/nest.ts', packages: ['@nestjs/core', '@mikro-orm/core', '@nestjs/jwt'] },
]
