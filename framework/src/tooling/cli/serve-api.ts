import cluster from 'node:cluster'
import type { ServeOptions } from '../../server/api/serve.ts'
import { serve } from '../../server/api/serve.ts'
import { applyPending } from './db-commands.ts'
import { importApi } from './import-apis.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { onMigrations } from './with-migrations.ts'

/** What is asked of `ninety serve`, as it was written. */
export interface ServeCommandOptions {
  readonly port?: string
  readonly host?: string
  readonly workers?: string
  readonly trustProxy?: string
  /** Seconds. */
  readonly drainTimeout?: string
  readonly migrate?: boolean
}

/** `ninety serve`: serves the API of a module until the process is told to stop. */
export async function serveApi(
  path: string,
  options: ServeCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const settings = toServeOptions(options)
  const api = await importApi(path)
  // Once, however many workers run this.
  if (options.migrate === true && cluster.isPrimary)
    await onMigrations(api, path, {}, async (migrated) => (await applyPending(migrated, terminal)).count)
  const { url } = await serve(api, settings)
  terminal.write(`Listening on ${url}\n`)
  return exitCodes.done
}

function toServeOptions({
  port,
  host,
  workers,
  trustProxy,
  drainTimeout,
}: ServeCommandOptions): ServeOptions {
  return {
    ...(port !== undefined && { port: toWhole('--port', port, 65_535) }),
    ...(host !== undefined && { host }),
    ...(workers !== undefined && { workers: workers === 'auto' ? 'auto' : toWhole('--workers', workers) }),
    ...(trustProxy !== undefined && { trustProxy }),
    ...(drainTimeout !== undefined && { drainTimeout: toWhole('--drain-timeout', drainTimeout) * 1000 }),
  }
}

function toWhole(name: string, text: string, most = 1024): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text)
  throw refuse(name, `is ${text}`, `write a whole number up to ${most}`)
}
