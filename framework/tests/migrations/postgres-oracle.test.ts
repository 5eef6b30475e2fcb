// A second opinion: what MikroORM, which knows nothing of us, would still change once a migration is done.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { AnyResource } from '../../src/declaration/resource/resource.ts'
import { PostgresSchema, postgresUrl } from '../../src/tooling/testing/postgres-schema.ts'
import { skip } from '../store/postgres-database.ts'
import { kinds } from './changes.ts'
import { findResidue } from './mikro-orm.ts'
import { snapshotOf, withPostgres, type PostgresTrial } from './trial.ts'

// It looks at every schema there is, so it has a database of its own.
const name = `ninety_oracle_${randomBytes(8).toString('hex')}`
const url = Object.assign(new URL(postgresUrl()), { pathname: `/${name}` }).href

/** What its entities cannot say, and so would drop or set. */
const unsaid: readonly RegExp[] = [
  // Search columns with their index and function, and the triggers of emptied references.
  /_search(?:_index)?"$/,
  /"ninety_words_\d+"/,
  /_emptied(?:_fn)?"/,
  // Indexes of expressions, such as lower(name).
  /^drop index .*"items_name_key"$/,
  // Columns that were added keep their default, for releases that do not know them.
  /alter column "\w+" (?:drop|set) default/,
]

async function ask(trial: PostgresTrial, resources: readonly AnyResource[]): Promise<readonly string[]> {
  const schema = new URL(trial.schema.url).searchParams.get('application_name')!
  const residue = await findResidue(trial.schema.url, schema, snapshotOf(resources, 'postgres'))
  return residue.filter((statement) => !unsaid.some((each) => each.test(statement)))
}

describe('MikroORM finds nothing left to change', { skip }, () => {
  before(() => new PostgresSchema().query(`CREATE DATABASE ${name}`))
  after(() => new PostgresSchema().query(`DROP DATABASE ${name}`))

  for (const { title, before: from, after: to } of kinds)
    test(`once ${title}, and once that is undone`, async () => {
      await withPostgres(async (trial) => {
        await trial.make(from)
        const plan = await trial.plan(from, to, async () => null)
        await trial.run(plan.up)
        assert.deepEqual(await ask(trial, to), [])
        await trial.run(plan.down)
        assert.deepEqual(await ask(trial, from), [])
      }, url)
    })

  test('but does where a migration is still to come', async () => {
    const [{ before: from, after: to }] = kinds as [(typeof kinds)[number]]
    await withPostgres(async (trial) => {
      await trial.make(from)
      const residue = await ask(trial, to)
      assert.match(residue.join('\n'), /"items" add "note" text/)
    }, url)
  })
})
