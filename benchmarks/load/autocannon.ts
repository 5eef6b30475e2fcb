/** The load by autocannon, in a process of its own so that it can have a core of its own. */
import type { HttpRequest } from '../http-client.ts'
import { CONNECTIONS, runPinned } from './load.ts'
import type { Load, LoadResult } from './load.ts'

export interface AutocannonTask {
  url: string
  requests: HttpRequest[]
  connections: number
  duration: number
}

export function createAutocannonLoad(): Load {
  const script = `${import.meta.dirname}/autocannon-process.ts`
  return {
    name: 'autocannon',
    async run(url, requests, duration) {
      const task: AutocannonTask = { url, requests, connections: CONNECTIONS, duration }
      return JSON.parse(await runPinned(process.execPath, [script], JSON.stringify(task))) as LoadResult
    },
  }
}
