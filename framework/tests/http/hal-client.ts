// A client that knows HAL and one address, and follows every link there is.
import assert from 'node:assert/strict'
import type { Answer } from './shop.ts'

export const halType = 'application/hal+json'

/** Sends a request of a caller, by name. */
export interface Asker<Who extends string> {
  ask(
    method: string,
    url: string,
    question: {
      readonly as: Who
      readonly isPage?: boolean
      readonly headers?: Readonly<Record<string, string>>
    },
  ): Promise<Answer>
}

/** Asks for HAL, and takes anything else only where there is no HAL. */
export const askHal = <Who extends string>(
  asker: Asker<Who>,
  url: string,
  question: { readonly as: Who; readonly isPage?: boolean },
): Promise<Answer> => asker.ask('GET', url, { ...question, headers: { accept: `${halType}, */*;q=0.1` } })

interface Link {
  readonly href: string
  readonly templated?: boolean
}

/** Every link of a HAL document, those of embedded rows included. */
export function* linksOf(document: any): Generator<readonly [relation: string, link: Link]> {
  for (const each of partsOf(document)) yield* Object.entries((each._links ?? {}) as Record<string, Link>)
}

/** Where something may be done, by what a HAL document and its embedded rows say. */
function* targetsOf(document: any): Generator<string> {
  for (const { _templates = {} } of partsOf(document))
    for (const { method, target } of Object.values(_templates as Record<string, Template>)) {
      assert.equal(method, 'POST')
      yield target
    }
}

interface Template {
  readonly method: string
  readonly target: string
}

function* partsOf(document: any): Generator<any> {
  yield document
  for (const embedded of Object.values(document._embedded ?? {}))
    for (const each of [embedded].flat()) yield* partsOf(each)
}

/** What a walk found: the documents by address, and the addresses where only something can be done. */
export interface Walk {
  readonly documents: ReadonlyMap<string, any>
  readonly actions: ReadonlySet<string>
}

/** Follows every link from an address on; fails where one leads nowhere. */
export async function walkHal<Who extends string>(shop: Asker<Who>, start: string, as: Who): Promise<Walk> {
  const documents = new Map<string, any>()
  const actions = new Set<string>()
  const queue = [start]
  const seen = new Set(queue)
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    const options = await shop.ask('OPTIONS', url, { as })
    assert.equal(options.status, 204, `OPTIONS ${url} for ${as}`)
    const allow = (options.headers['allow'] ?? '').split(', ')
    assert.ok(allow.length > 1, `nothing may be done at ${url} as ${as}`)
    // The documentation page stands in no document.
    const answer = await askHal(shop, url, { as, isPage: url === '/docs' })
    assert.equal(answer.status, 200, `GET ${url} for ${as}: ${answer.text}`)
    if (!answer.headers['content-type']?.startsWith(halType)) continue
    documents.set(url, answer.json)
    for (const [, { href, templated }] of linksOf(answer.json)) {
      const target = templated === true ? href.replace(/\{.*\}$/, '') : href
      if (!seen.has(target)) queue.push(target)
      seen.add(target)
    }
    for (const target of targetsOf(answer.json)) actions.add(target)
    assert.ok(seen.size < 2000, 'the links do not end')
  }
  for (const target of actions) {
    const { status, headers } = await shop.ask('OPTIONS', target, { as })
    assert.deepEqual([status, headers['allow']?.includes('POST')], [204, true], `OPTIONS ${target} for ${as}`)
  }
  return { documents, actions }
}
