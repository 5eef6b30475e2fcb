import process from 'node:process'
import { isatty } from 'node:tty'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { onStopSignals } from '../workers/stop-signals.ts'
import { Workers } from '../workers/workers.ts'
import type { Api } from './create-api.ts'
import { findFreePort } from './free-port.ts'
import { release } from './release.ts'
import type { ServeOptions, Server } from './serve.ts'

/** Serves an API by several processes, and sees to it that they are as many as were asked for. */
export async function serveByWorkers(
  api: Api<readonly AnyResource[]>,
  count: number,
  { port = 3000, host = '127.0.0.1', drainTimeout = 10_000, log }: ServeOptions,
): Promise<Server> {
  if (api.context.store.database?.isTemporary === true) throw withoutFile()
  // Whoever takes a worker's place later must find it again, where any would do.
  const sharedPort = await findFreePort({ port, host })
  // Tables and keys are made once: workers find them there.
  await api.start()
  await release(api)
  const workers = new Workers(sharedPort, api.context.events)
  let closing: Promise<boolean> | undefined
  // A worker ends itself a second after its connections were cut.
  const close = () => (closing ??= workers.stop(drainTimeout + 2000).finally(() => log?.flush()))
  const stop = async () => process.exit((await close()) ? 0 : 1)
  const end = () => {
    workers.end()
    process.exit(1)
  }
  onStopSignals(stop, end)
  const started = await workers.start(count)
  // It has said by itself what is wrong.
  if (typeof started !== 'string') process.exit(closing === undefined ? (started.code ?? 1) : 0)
  // A terminal that is closed means something else.
  if (!isatty(0)) process.on('SIGHUP', () => void workers.renew())
  return { url: started, close: async () => void (await close()) }
}

const withoutFile = () =>
  new DeclarationError([
    {
      path: 'workers',
      message: 'would each have a database of their own, in memory',
      remedy: "serve by one process, or give createApi a store such as sqlite('data/api.db')",
    },
  ])
