// Collections read page after page, as clients do that follow links.
import assert from 'node:assert/strict'
import type { Answer, Question, Shop } from './shop.ts'

/** The links of a Link header (RFC 8288) by their relation. */
export function parseLinks({ headers }: Answer): Record<string, string> {
  const links: Record<string, string> = {}
  for (const link of (headers['link'] ?? '').split(/, (?=<)/)) {
    const match = /^<([^>]*)>; rel="(\w+)"$/.exec(link)
    assert.ok(match !== null, `no link: ${link}`)
    const [, url = '', relation = ''] = match
    assert.ok(!(relation in links), `two links to ${relation}`)
    links[relation] = url
  }
  return links
}

export const idsOf = ({ json }: Answer): string[] => json.data.map(({ id }: { id: string }) => id)

/** The list at an address; fails the test when it is refused. */
export async function askList(shop: Pick<Shop, 'ask'>, url: string, question: Question = {}) {
  const answer = await shop.ask('GET', url, question)
  assert.equal(answer.status, 200, answer.text)
  return answer
}

/** Every page from this address on, along `next` or `prev`. */
export async function* walkPages(
  shop: Pick<Shop, 'ask'>,
  url: string,
  question: Question = {},
  along: 'next' | 'prev' = 'next',
): AsyncGenerator<Answer> {
  let at: string | null = url
  for (let pages = 0; at !== null; pages++) {
    assert.ok(pages < 1000, 'the pages do not end')
    const answer: Answer = await askList(shop, at, question)
    yield answer
    at = answer.json.page[along]
  }
}
