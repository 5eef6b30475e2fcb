// Every kind of change that takes two migrations, with both releases at work in between; tried on each database.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { field } from '../../src/declaration/schema/field.ts'
import type { Declarations, Deployment, Release } from './releases.ts'

type Row = Readonly<Record<string, unknown>>

type Write = (value: string) => Row

interface Kind {
  readonly title: string
  readonly before: Declarations
  readonly after: Declarations
  /** Whether there is anything to expand: on MySQL a text that is looked up has a length. */
  readonly isExpanded?: boolean | 'mysql'
  /** What the release before writes, and what the new one shows of it. */
  readonly old: readonly [written: Write, shown: Write]
  /** What the new release writes, and what the one before shows of it. */
  readonly now: readonly [written: Write, shown: Write]
}

const text = field.text()
const plain: Write = (value) => ({ text: value })
const marked: Write = (value) => ({ text: value, mark: 'm' })
const numbered: Write = (value) => ({ text: value, mark: 7 })
const opened: Write = (value) => ({ text: value, state: 'open' })
const body: Write = (value) => ({ body: value })

export const kinds: readonly Kind[] = [
  {
    title: 'a required column is dropped',
    before: { fields: { text, mark: field.text() } },
    after: { fields: { text } },
    isExpanded: true,
    old: [marked, plain],
    now: [plain, (value) => ({ text: value, mark: '' })],
  },
  {
    title: 'a required column with a default is dropped',
    before: { fields: { text, state: field.choice('new', 'open').default('open') } },
    after: { fields: { text } },
    isExpanded: true,
    old: [opened, plain],
    now: [plain, opened],
  },
  {
    title: 'an optional column with an index is dropped',
    before: { fields: { text, mark: field.integer().optional().indexed() } },
    after: { fields: { text } },
    old: [numbered, plain],
    now: [plain, (value) => ({ text: value, mark: null })],
  },
  {
    title: 'a searched column is dropped',
    before: { fields: { text, mark: field.text().optional() }, options: { search: ['text', 'mark'] } },
    after: { fields: { text }, options: { search: ['text'] } },
    old: [marked, plain],
    now: [plain, (value) => ({ text: value, mark: null })],
  },
  {
    title: 'a table is dropped',
    before: { fields: { text }, marks: { noteId: field.reference('notes', { onDelete: 'cascade' }) } },
    after: { fields: { text } },
    old: [plain, plain],
    now: [plain, plain],
  },
  {
    title: 'a value is required',
    before: { fields: { text, mark: field.text().optional() } },
    after: { fields: { text, mark: field.text() } },
    old: [marked, marked],
    now: [marked, marked],
  },
  {
    title: 'a value with a default is required',
    before: { fields: { text, state: field.choice('open', 'done').optional() } },
    after: { fields: { text, state: field.choice('open', 'done').default('open') } },
    old: [opened, opened],
    now: [plain, opened],
  },
  {
    title: 'a value is to be unique',
    before: { fields: { text } },
    after: { fields: { text: field.text().unique() } },
    isExpanded: 'mysql',
    old: [plain, plain],
    now: [plain, plain],
  },
  {
    title: 'a required column with a default comes while another goes',
    before: { fields: { text, mark: field.integer().optional() } },
    after: { fields: { text, state: field.choice('open', 'done').default('open').indexed() } },
    isExpanded: true,
    old: [numbered, opened],
    now: [plain, (value) => ({ text: value, mark: null })],
  },
  {
    title: 'a required column is renamed',
    before: { fields: { text: field.text().indexed() } },
    after: { fields: { body: field.text().indexed().renamedFrom('text') } },
    isExpanded: true,
    old: [plain, body],
    now: [body, plain],
  },
  {
    title: 'a unique column is renamed',
    before: { fields: { text: field.text().ignoreCase().unique(), mark: text } },
    after: { fields: { body: field.text().ignoreCase().unique().renamedFrom('text'), mark: text } },
    isExpanded: true,
    old: [marked, (value) => ({ body: value, mark: 'm' })],
    now: [(value) => ({ body: value, mark: 'm' }), marked],
  },
  {
    title: 'an optional column of JSON is renamed',
    before: { fields: { text, tags: field.list(field.text()).optional() } },
    after: { fields: { text, words: field.list(field.text()).optional().renamedFrom('tags') } },
    isExpanded: true,
    old: [(value) => ({ text: value, tags: [value] }), (value) => ({ text: value, words: [value] })],
    now: [(value) => ({ text: value, words: [value] }), (value) => ({ text: value, tags: [value] })],
  },
]

/** What stands in a row that both have written to. */
const toWritten = ({ mark, ...row }: Row): Row => (mark ? { ...row, mark } : row)

async function expectShown(release: Release, id: string, expected: Row): Promise<void> {
  assert.partialDeepStrictEqual(await release.read(id), expected)
}

/**
 * Tries them all on one database.
 * @param keepsInStep whether it has triggers, by which a renamed column is two for a while
 */
export function tryReleases(open: () => Promise<Deployment>, keepsInStep: boolean): void {
  for (const kind of kinds.filter(({ title }) => keepsInStep || !title.endsWith('renamed')))
    test(kind.title, async () => {
      await using deployment = await open()
      assert.deepEqual(await deployment.write(kind.before), ['more'])
      const ids = await serveBoth(deployment, kind)
      await contract(deployment, kind, ids)
      await undo(deployment, kind, ids)
    })
  if (keepsInStep) tryTwins(open)
  tryOthers(open)
}

/** What both releases do at the same time. */
async function together(
  open: () => Promise<Deployment>,
  [before, after]: readonly [Declarations, Declarations],
  work: (former: Release, current: Release) => Promise<void>,
): Promise<void> {
  await using deployment = await open()
  await deployment.write(before)
  await using former = await deployment.start(before, 'apply')
  await deployment.write(after)
  await using current = await deployment.start(after, 'apply')
  await work(former, current)
}

function tryTwins(open: () => Promise<Deployment>): void {
  test('what one release has is taken for the other, by its own name', async () => {
    const before = { fields: { text: field.text().unique() } }
    const after = { fields: { body: field.text().unique().renamedFrom('text') } }
    await together(open, [before, after], async (former, current) => {
      await current.create({ body: 'a' })
      const other = await former.create({ text: 'b' })
      const refused = [
        await former.request('POST', '/notes', { text: 'a' }),
        await current.request('POST', '/notes', { body: 'b' }),
        await current.request('PATCH', `/notes/${other}`, { body: 'a' }),
      ].map(({ status, body: { errors } }) => [status, (errors as Row[]).map(({ pointer }) => pointer)])
      assert.deepEqual(refused, [
        [409, ['/text']],
        [409, ['/body']],
        [409, ['/body']],
      ])
    })
  })

  test('what one release empties is empty for the other', async () => {
    const before = { fields: { text: field.text().optional() } }
    const after = { fields: { body: field.text().optional().renamedFrom('text') } }
    await together(open, [before, after], async (former, current) => {
      const ids = [await former.create({ text: 'a' }), await current.create({ body: 'b' })] as const
      await current.change(ids[0], { body: null })
      await former.change(ids[1], { text: null })
      assert.deepEqual(
        [await former.read(ids[0]), await current.read(ids[1])],
        [{ text: null }, { body: null }],
      )
      await former.change(ids[0], { text: 'c' })
      assert.deepEqual(await current.read(ids[0]), { body: 'c' })
    })
  })
}

function tryOthers(open: () => Promise<Deployment>): void {
  test('the release before goes on searching what is to go', async () => {
    const before = { fields: { text, mark: field.text().optional() }, options: { search: ['text', 'mark'] } }
    const after = { fields: { text }, options: { search: ['text'] } }
    await together(open, [before, after], async (former, current) => {
      const ids = [await former.create({ text: 'a', mark: 'lamp' }), await current.create({ text: 'lamp' })]
      assert.deepEqual(await former.list('?q=lamp'), ids.toSorted())
      assert.deepEqual(await current.list('?q=lamp'), [ids[1]])
    })
  })

  test('a start is refused while something waits behind a contraction', async () => {
    await using deployment = await open()
    const [before, after] = [{ fields: { text, mark: text } }, { fields: { text } }]
    const last = { fields: { text, due: field.date().optional() } }
    await deployment.write(before)
    await using former = await deployment.start(before, 'apply')
    const id = await former.create({ text: 'a', mark: 'm' })
    await deployment.write(after)
    await deployment.write(last)
    await assert.rejects(deployment.start(last, 'apply'), /migrations\.\d+_more: is not applied/)
    await deployment.contract()
    await using current = await deployment.start(last)
    assert.deepEqual(await current.read(id), { text: 'a', due: null })
  })
}

const expands = ({ dialect }: Deployment, { isExpanded = false }: Kind): boolean =>
  isExpanded === true || isExpanded === dialect

/** Both releases write, and see what the other one has written. */
async function serveBoth(deployment: Deployment, kind: Kind): Promise<readonly string[]> {
  const { before, after } = kind
  const [old, now] = [kind.old, kind.now]
  await using former = await deployment.start(before, 'apply')
  const first = await former.create(old[0]('one'))
  assert.deepEqual(
    await deployment.write(after),
    expands(deployment, kind) ? ['more_expand', 'more_contract'] : ['more_contract'],
  )
  await using current = await deployment.start(after, 'apply')
  assert.equal((await deployment.states()).at(-1), 'more_contract pending')
  await using again = await deployment.start(before)
  const [second, third] = [await former.create(old[0]('two')), await current.create(now[0]('three'))]
  const ids = [first, second, third].sort()
  await expectShown(current, first, old[1]('one'))
  await expectShown(current, second, old[1]('two'))
  await expectShown(former, third, now[1]('three'))
  await former.change(third, old[0]('four'))
  await expectShown(former, third, old[0]('four'))
  await expectShown(current, third, old[1]('four'))
  await current.change(first, now[0]('five'))
  await expectShown(current, first, now[0]('five'))
  await expectShown(again, first, toWritten(now[1]('five')))
  for (const release of [former, current, again]) assert.deepEqual(await release.list(), ids)
  await again.create(old[0]('six'))
  await current.create(now[0]('seven'))
  return [first, second, third]
}

/** The new release goes on alone, on what then is as declared. */
async function contract(deployment: Deployment, { old, now, after }: Kind, ids: readonly string[]) {
  await using current = await deployment.start(after)
  await deployment.contract()
  assert.deepEqual(await deployment.compare(after), [])
  await expectShown(current, ids[1]!, old[1]('two'))
  await expectShown(current, ids[0]!, now[0]('five'))
  await current.change(ids[0]!, now[0]('eight'))
  assert.equal((await current.list()).length, 5)
}

/** Step by step back to the release before, which keeps what it is told. */
async function undo(deployment: Deployment, kind: Kind, ids: readonly string[]): Promise<void> {
  const { before, after, now } = kind
  await deployment.rollback()
  {
    await using former = await deployment.start(before)
    await using current = await deployment.start(after)
    const id = await current.create(now[0]('nine'))
    await expectShown(former, id, now[1]('nine'))
    await expectShown(former, ids[0]!, toWritten(now[1]('eight')))
  }
  if (expands(deployment, kind)) await deployment.rollback()
  assert.deepEqual(await deployment.compare(before), [])
  await using former = await deployment.start(before)
  const added = (await former.list()).find((id) => !ids.includes(id))!
  await former.read(added)
  await expectShown(former, ids[0]!, toWritten(now[1]('eight')))
  assert.equal((await former.list()).length, 6)
}
