// The contract of the reference server is checked in: whoever changes it sees the change, and so does who reviews it.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { listen } from 'ninety'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'

const file = new URL('../openapi.json', import.meta.url)
const api = createReferenceApi(readConfiguration({ DATABASE_URL: ':memory:' }))
const document = api.document()
const text = `${JSON.stringify(document, null, 2)}\n`

describe('the document of the reference server', () => {
  test('is the one checked in', () => {
    const kept = readFileSync(file, 'utf8')
    if (kept === text) return
    if (process.env['CI'] === undefined) writeFileSync(file, text)
    assert.fail(
      `The contract changed at ${findChange(kept)}. Where that is meant, commit reference/openapi.json` +
        (process.env['CI'] === undefined
          ? ', which now holds the new one.'
          : ' as a run outside CI writes it.'),
    )
  })

  test('is what the server serves', async () => {
    const server = await listen(api, { port: 0 })
    try {
      assert.deepEqual(await (await fetch(`${server.url}/openapi.json`)).json(), document)
    } finally {
      await server.close()
    }
  })

  test('fulfils the OpenAPI 3.1 schema', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never)
    assert.equal(valid, true, JSON.stringify(errors, null, 2))
  })

  test('passes a linter, but for the missing licence', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const found = await lintFromString({ source: text, absoluteRef: '/openapi.json', config })
    // Browsers that ask for authorization are sent on, or told why not: nothing there is 2xx.
    const authorize = '#/paths/~1auth~1oauth2~1authorize/get/responses'
    const isMeant = ({ ruleId, location }: (typeof found)[number]) =>
      ruleId === 'info-license' || (ruleId === 'operation-2xx-response' && location[0]?.pointer === authorize)
    const faults = found.filter((fault) => !isMeant(fault))
    assert.deepEqual(
      faults.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
      [],
    )
  })
})

/** The first line that differs. */
function findChange(kept: string): string {
  const known = kept.split('\n')
  const lines = text.split('\n')
  const index = lines.findIndex((line, at) => line !== known[at])
  return index === -1 ? 'its end' : `line ${index + 1}: ${lines[index]!.trim()}`
}
