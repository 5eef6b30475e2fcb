// What the generated authorization tests are for: each kind of hole makes them fail, and a sound API does not.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { defineFeature, NotFound, type Feature } from '../../src/index.ts'
import { describeAuthorization } from '../../src/testing.ts'
import { always } from '../../src/declaration/condition/condition.ts'
import { selectNames, type Expansion, type Selection } from '../../src/declaration/resource/query.ts'
import {
  authorizationChecks,
  openForAuthorization,
} from '../../src/tooling/testing/authorization-contract.ts'
import { openLibrary, type Holes } from './authorization-domain.ts'

describeAuthorization('a sound API', () => openLibrary())

type Exchange = Parameters<Feature['run']>[0]
const around = (name: Feature['around'], run: Feature['run']): Holes => ({
  features: [defineFeature({ around: name, run })],
})
/** Lets a stage believe that an administrator asks. */
const asAdmin = (name: Feature['around']): Holes =>
  around(name, async (exchange, next) => {
    const { principal } = exchange
    exchange.principal = { ...principal, roles: ['admin'] }
    await next()
    exchange.principal = principal
  })
/** Decides the rule of the verb for somebody else than who asks. */
const decideFor = (change: (exchange: Exchange) => Partial<Exchange['principal']>): Holes =>
  around('identify', async (exchange, next) => {
    await next()
    const { route, principal, now } = exchange
    exchange.allowed = route.allowed({ ...principal, ...change(exchange) }, now)
  })
const isThere = async ({ id, session, route }: Exchange): Promise<boolean> =>
  id !== undefined &&
  (await session.find(route.model, { id, where: always, selection: selectNames(['id']) })) !== undefined
const withoutScope = (selection: Selection): Selection => ({
  ...selection,
  expansions: selection.expansions.map((each): Expansion => ({ ...each, where: always })),
})
const withoutVisibility = (selection: Selection): Selection => ({
  ...selection,
  properties: selection.properties.map(({ name }) => ({ name })),
})
const changeBody = (exchange: Exchange, change: (text: string) => string): void => {
  const { reply } = exchange
  if (typeof reply?.body === 'string') exchange.reply = { ...reply, body: change(reply.body) }
}

const verbs = 'refuses every verb that no rule allows'
const absence = 'answers for hidden rows as for absent ones'
const lists = 'lists and counts only rows that may be read'
const fields = 'shows no field and no related row that is hidden'
const queries = 'finds no row by what it does not show'
const writes = 'writes no field that the caller may not write'
const scopes = 'asks every credential for its scopes'
const many = 'writes many rows only where each may be written'
const families = 'writes no row with another that may not be written alone'
const offers = 'offers by OPTIONS what the rules allow'

const holes: readonly (readonly [hole: string, holes: Holes, found: string, words: RegExp])[] = [
  ['no rule of a verb is asked', around('authorize', async () => {}), verbs, /DELETE|publish/],
  ['rules are decided for an administrator', decideFor(() => ({ roles: ['admin'] })), verbs, /publish/],
  [
    'services have every role',
    decideFor(({ principal: { kind, roles } }) => (kind === 'service' ? { roles: ['admin'] } : { roles })),
    verbs,
    /^a service: POST .*publish/,
  ],
  [
    'a sign-in never grows old',
    decideFor(({ principal: { kind }, now }) => (kind === 'user' ? { authenticatedAt: now } : {})),
    verbs,
    /signed in long ago: DELETE/,
  ],
  [
    'nobody is told from somebody',
    around('identify', async (exchange, next) => {
      await next().catch(() => {})
      exchange.allowed = always
    }),
    verbs,
    /^nobody: /,
  ],
  [
    'new rows are not judged',
    around('validate', async (exchange, next) => {
      if (exchange.row === undefined) exchange.allowed = always
      await next()
    }),
    verbs,
    /POST .*comments is answered with 201/,
  ],
  [
    'no scope is asked for',
    around('identify', (_exchange, next) =>
      next().catch((error: { code?: string }) => {
        if (error.code !== 'INSUFFICIENT_SCOPE') throw error
      }),
    ),
    scopes,
    /without notes:read: GET/,
  ],
  [
    'rows are read past their rule',
    around('load', async (exchange, next) => {
      exchange.readable = exchange.place
      await next()
    }),
    absence,
    /GET .* is answered with 200/,
  ],
  [
    'the store finds hidden rows',
    { store: (store) => ({ find: (model, query) => store.find(model, { ...query, where: always }) }) },
    absence,
    /GET/,
  ],
  [
    'a refusal says what is there',
    around('load', async (exchange, next) => {
      try {
        await next()
      } catch (error) {
        throw (await isThere(exchange)) ? new NotFound({ detail: 'This is not for you.' }) : error
      }
    }),
    absence,
    /unlike/,
  ],
  [
    'a condition says what is there',
    around('load', async (exchange, next) => {
      if (exchange.request.headers['if-none-match'] === '*' && (await isThere(exchange)))
        exchange.reply = { status: 304, headers: {}, body: null }
      else await next()
    }),
    absence,
    /if-none-match/,
  ],
  [
    'HEAD says what is there',
    around('load', async (exchange, next) => {
      if (exchange.request.method === 'HEAD' && (await isThere(exchange)))
        exchange.reply = { status: 200, headers: {}, body: null }
      else await next()
    }),
    absence,
    /HEAD/,
  ],
  [
    'lists have hidden rows',
    { store: (store) => ({ list: (model, query) => store.list(model, { ...query, where: always }) }) },
    lists,
    /shows hidden rows/,
  ],
  [
    'totals count hidden rows',
    { store: (store) => ({ count: (model, _where, options) => store.count(model, always, options) }) },
    lists,
    /counts \d+ rows/,
  ],
  [
    'aggregates take hidden rows in',
    {
      store: (store) => ({
        aggregate: (model, query) => store.aggregate(model, { ...query, where: always }),
      }),
    },
    lists,
    /together/,
  ],
  [
    'expansions have hidden rows',
    {
      store: (store) => ({
        list: (model, query) => store.list(model, { ...query, selection: withoutScope(query.selection) }),
        find: (model, query) => store.find(model, { ...query, selection: withoutScope(query.selection) }),
      }),
    },
    fields,
    /of a hidden row of users|embeds a hidden row of/,
  ],
  [
    'fields are shown in every row',
    {
      store: (store) => ({
        list: (model, query) =>
          store.list(model, { ...query, selection: withoutVisibility(query.selection) }),
        find: (model, query) =>
          store.find(model, { ...query, selection: withoutVisibility(query.selection) }),
      }),
    },
    fields,
    /hidden field diary/,
  ],
  ['fields are chosen for an administrator', asAdmin('decode'), fields, /hidden field review/],
  [
    'an answer has more than was selected',
    around('represent', async (exchange, next) => {
      await next()
      changeBody(exchange, (text) => text.replace(/"title":/, '"review":"x","title":'))
    }),
    fields,
    /hidden field review/,
  ],
  [
    'one form of an answer tells more',
    around('represent', async (exchange, next) => {
      await next()
      if (exchange.reply?.headers['content-type']?.startsWith('application/xml') !== true) return
      const { model } = exchange.route
      const page = await exchange.session.list(model, {
        where: always,
        sort: [{ property: 'id', descending: false }],
        start: { kind: 'first' },
        limit: 10,
        selection: selectNames([...model.properties.keys()].filter((name) => name !== 'password')),
      })
      changeBody(exchange, (text) => `${text}<!-- ${page.rows.map(({ json }) => json).join()} -->`)
    }),
    fields,
    /in application\/xml/,
  ],
  ['queries are read for an administrator', asAdmin('decode'), queries, /though review is hidden/],
  [
    'searches look into what is hidden',
    {
      store: (store) => ({
        list: (model, { search, ...query }) =>
          store.list(model, { ...query, ...(search && { search: { ...search, fields: model.search } }) }),
      }),
    },
    queries,
    /q=.*by diary/,
  ],
  ['fields are written by anybody', asAdmin('validate'), writes, /writes? (state|review)/],
  [
    'read-only fields are written',
    around('validate', async (exchange, next) => {
      const sent = exchange.body as { score?: number } | undefined
      if (typeof sent?.score !== 'number') return next()
      const { score, ...rest } = sent
      exchange.body = rest
      await next()
      exchange.values = { ...exchange.values, score }
    }),
    writes,
    /score/,
  ],
  [
    'writes of many ask no rule',
    around('authorize', async (exchange, next) => {
      if (exchange.route.verb.verb !== 'deleteMany') await next()
    }),
    many,
    /DELETE \/notes/,
  ],
  [
    'rows within a body are judged for their owner',
    around('validate', async (exchange, next) => {
      const { principal, row } = exchange
      if (row !== undefined) exchange.principal = { ...principal, id: row.values['ownerId'] as string }
      await next()
      exchange.principal = principal
    }),
    families,
    /^role admin: PATCH .*makes rows of comments/,
  ],
  [
    'OPTIONS asks no related row',
    {
      store: (store) => ({
        find: (model, query) =>
          store.find(model, query.selection.properties.length === 1 ? { ...query, where: always } : query),
      }),
    },
    offers,
    /offers (PATCH|PUT|DELETE)/,
  ],
]

describe('generated authorization tests fail where', { concurrency: 2 }, () => {
  for (const [hole, of, title, words] of holes) {
    test(hole, async () => {
      const { tested } = await openForAuthorization(() => openLibrary(of))
      after(() => tested.app.close())
      const check = authorizationChecks.find((each) => each.title === title)!
      // Whoever asks: a few are enough where each asks for very much.
      const callers = title === absence ? tested.callers.slice(0, 3) : tested.callers
      const faults = await check.find({ ...tested, callers })
      assert.ok(
        faults.some((fault) => words.test(fault)),
        faults.slice(0, 5).join('\n') || 'nothing was found',
      )
    })
  }
})
