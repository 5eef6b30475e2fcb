// Who may do what: every verb of every resource, asked by every kind of caller.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { act, callers, names, shop, subjects } from './access-table.ts'

const codes: Record<number, readonly string[]> = {
  401: ['UNAUTHENTICATED'],
  403: ['FORBIDDEN', 'INSUFFICIENT_SCOPE'],
  404: ['NOT_FOUND', 'ROUTE_NOT_FOUND'],
}

/** Who may list may ask by QUERY, and nobody else. */
const verbsOf = ({ verbs }: (typeof subjects)[number]): [verb: string, statuses: string][] =>
  Object.entries(verbs).flatMap(([verb, statuses]): [string, string][] =>
    verb === 'list'
      ? [
          [verb, statuses],
          ['query', statuses],
        ]
      : [[verb, statuses]],
  )

for (const subject of subjects) {
  const { resource, title } = subject
  describe(`${resource}${title ? `, ${title}` : ''}`, () => {
    for (const [verb, statuses] of verbsOf(subject)) {
      for (const [index, wanted] of statuses.split(' ').entries()) {
        const [caller, expected] = [names[index]!, Number(wanted)]
        it(`${verb} is answered ${expected} to ${caller}`, async () => {
          const { status, json, text } = await act(verb, subject, callers[caller](resource))
          assert.equal(status, expected, text)
          if (status in codes) assert.ok(codes[status]!.includes(json.code), json.code)
          const isScopeless = caller === 'scopeless' || (caller === 'reader' && json?.code !== 'FORBIDDEN')
          if (status === 403) assert.equal(json.code === 'INSUFFICIENT_SCOPE', isScopeless)
        })
      }
    }
    for (const [where, allows] of [
      ['collection', subject.collection],
      ['row', subject.row],
    ] as const) {
      for (const [index, allow] of allows.entries()) {
        const caller = names[index]!
        it(`OPTIONS of the ${where} allows ${caller} ${allow ?? 'nothing, with 404'}`, async () => {
          const url = where === 'row' ? `/${resource}/${await subject.make()}` : `/${resource}`
          const answer = await shop.ask('OPTIONS', url, callers[caller](resource))
          if (allow === null) return assert.equal(answer.status, 404, JSON.stringify(answer.headers))
          assert.deepEqual([answer.status, answer.headers['allow'], answer.text], [204, allow, ''])
          const patchable = allow.includes('PATCH')
            ? 'application/merge-patch+json, application/json-patch+json, application/json'
            : undefined
          assert.equal(answer.headers['accept-patch'], patchable)
        })
      }
    }
  })
}

describe('what OPTIONS allows is done, and nothing else', () => {
  const methods = {
    list: 'GET',
    query: 'QUERY',
    create: 'POST',
    read: 'GET',
    replace: 'PUT',
    update: 'PATCH',
    delete: 'DELETE',
  }
  for (const subject of subjects.filter(({ resource }) => resource !== 'hidden')) {
    const verbs = verbsOf(subject)
      .map(([verb]) => verb)
      .filter((verb) => verb in methods) as (keyof typeof methods)[]
    for (const verb of verbs) {
      it(`${subject.resource}${subject.title ? `, ${subject.title}` : ''}: ${verb}`, async () => {
        for (const caller of names) {
          const question = callers[caller](subject.resource)
          const isRow = verb !== 'list' && verb !== 'query' && verb !== 'create'
          const url = isRow ? `/${subject.resource}/${await subject.make()}` : `/${subject.resource}`
          const { headers } = await shop.ask('OPTIONS', url, question)
          const isAllowed = (headers['allow'] ?? '').split(', ').includes(methods[verb])
          const { status } = await act(verb, subject, question)
          assert.equal(isAllowed, status < 300, `${caller}: ${status}, Allow: ${headers['allow']}`)
        }
      })
    }
  }
})
