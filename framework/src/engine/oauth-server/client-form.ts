import { Problem } from '../../kernel/problem/problem.ts'
import { parseUrlencoded } from '../../protocol/body/parse-urlencoded.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** What a client has sent; undefined where it is no form with each member once: oidc-provider says what is wrong with it. */
export function readClientForm({ body }: HttpRequest): URLSearchParams | undefined {
  if (body === undefined) return undefined
  try {
    const entries = parseUrlencoded(body).map(([name, value]): [string, string] => [name, String(value)])
    const isTwice = new Set(entries.map(([name]) => name)).size < entries.length
    return isTwice ? undefined : new URLSearchParams(entries)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
