/** The load by wrk: the requests go to its script as a Lua table. */
import { writeFileSync } from 'node:fs'

import type { HttpRequest } from '../http-client.ts'
import { CONNECTIONS, runPinned } from './load.ts'
import type { Load, LoadResult } from './load.ts'

/** JSON strings of plain ASCII are Lua strings. */
const quote = (text: string) => JSON.stringify(text)

function toLua({ method, path, headers, body }: HttpRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `[${quote(name)}] = ${quote(value)}`)
  const content = body === undefined ? '' : `, body = ${quote(body)}`
  return `{ method = ${quote(method)}, path = ${quote(path)}, headers = { ${fields.join(', ')} }${content} }`
}

/** wrk prints its own report first; the script's line of JSON is the last one. */
function parseResult(output: string): LoadResult {
  const { microseconds, requests, refused, failed } = JSON.parse(output.trim().split('\n').at(-1)!) as {
    microseconds: number
    requests: number
    refused: number
    failed: number
  }
  return { requestsPerSecond: requests / (microseconds / 1e6), refused, failed }
}

export function createWrkLoad(directory: string): Load {
  const script = `${import.meta.dirname}/wrk.lua`
  const table = `${directory}/requests.lua`
  return {
    name: 'wrk',
    async run(origin, requests, seconds) {
      writeFileSync(table, `return {\n${requests.map(toLua).join(',\n')}\n}\n`)
      const options = ['-t', '1', '-c', `${CONNECTIONS}`, '-d', `${seconds}s`, '-s', script]
      return parseResult(await runPinned('wrk', [...options, origin, '--', table]))
    },
  }
}
