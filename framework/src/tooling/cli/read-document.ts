import { readFile } from 'node:fs/promises'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { parseDocument } from '../../protocol/openapi/parse-document.ts'
import type { OpenApiObject } from '../../protocol/openapi/openapi-object.ts'

/** The OpenAPI document of a file or an http(s) URL, as JSON or YAML; a DeclarationError where there is none. */
export async function readDocument(place: string): Promise<OpenApiObject> {
  const document = parseDocument(await readText(place))
  if (document === undefined) throw refuse(place, 'is no OpenAPI 3 document')
  return document
}

async function readText(place: string): Promise<string> {
  try {
    if (!/^https?:\/\//.test(place)) return await readFile(place, 'utf8')
    const response = await fetch(place)
    if (!response.ok) throw refuse(place, `answers with ${response.status}`)
    return await response.text()
  } catch (error) {
    if (error instanceof DeclarationError) throw error
    throw refuse(place, `cannot be read (${toReason(error)})`)
  }
}

/** `ENOENT`, `ECONNREFUSED`; what `fetch` throws has the code in its cause. */
function toReason(error: unknown): string {
  const { code, cause, message } = error as NodeJS.ErrnoException
  return code ?? (cause === undefined ? message : toReason(cause))
}

const refuse = (path: string, message: string): DeclarationError =>
  new DeclarationError([{ path, message, remedy: 'name a file or URL of an OpenAPI document, JSON or YAML' }])
