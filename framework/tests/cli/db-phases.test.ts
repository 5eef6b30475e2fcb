// `ninety db …` where the release before could not work with what comes: it expands first, and contracts when it is told to.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { Project as AnyProject } from './db-project.ts'

const expansion = '20300101120001_more_expand'
const contraction = '20300101120002_more_contract'

class Project extends AnyProject {
  readonly file = join(this.folder, 'data.db')
  readonly import = `import { sqlite } from 'ninety/sqlite'`
  readonly store = `sqlite('${this.file}')`

  /** With a table of texts, which are to be called otherwise now. */
  static async begun(): Promise<Project> {
    const project = new Project()
    project.declare('text: field.text()')
    await project.db('diff', 'begin')
    await project.db('migrate')
    project.declare(`body: field.text().renamedFrom('text')`)
    return project
  }

  columns(): string[] {
    const database = new DatabaseSync(this.file)
    const columns = database.prepare(`SELECT name FROM pragma_table_info('notes')`).all()
    database.close()
    return columns
      .map(({ name }) => String(name))
      .filter((name) => name === 'body' || name === 'text')
      .sort()
  }
}

describe('what the release before cannot work with', () => {
  test('becomes two migrations, which say when they are applied', async () => {
    const project = await Project.begun()
    const { code, output, complaint } = await project.db('diff', 'more')
    assert.equal(code, 0)
    assert.equal(
      output,
      `To expand, while the release before still runs:
notes.body: is added, optional text
notes.text: required text becomes optional text
notes.body: takes the values of text, and both are kept in step
Wrote ${expansion}.up.sql and ${expansion}.down.sql.
To contract, once no instance of the release before runs:
notes.body: is no longer kept in step with text
notes.body: optional text becomes required text
notes.text: is dropped
Wrote ${contraction}.up.sql and ${contraction}.down.sql.
`,
    )
    assert.doesNotMatch(complaint, /the release before cannot|values are lost/)
    const script = readFileSync(join(project.migrations, `${contraction}.up.sql`), 'utf8')
    assert.match(script, /^-- ninety: contracts what the release before works with\n/)
    assert.equal((await project.db('diff', 'again')).output, 'Nothing has changed.\n')
  })

  test('is shown in both parts without being written', async () => {
    const project = await Project.begun()
    const { output } = await project.db('show')
    assert.match(output, /^To expand, .*\n(?:.*\n)*To contract, .*\n(?:.*\n)*notes\.text: is dropped\n$/)
    assert.equal(readdirSync(project.migrations).length, 3)
  })

  test('waits until it is told that nobody needs it', async () => {
    const project = await Project.begun()
    await project.db('diff', 'more')
    const waits = `${contraction} waits: once no instance of the release before runs, apply it by \`ninety db migrate --contract\`.\n`
    assert.deepEqual(await project.db('migrate'), {
      code: 0,
      output: `Applied ${expansion}.\n${waits}`,
      complaint: '',
    })
    assert.deepEqual(await project.db('migrate'), { code: 0, output: waits, complaint: '' })
    assert.deepEqual(project.columns(), ['body', 'text'])
    assert.match((await project.db('check')).output, new RegExp(`^migration ${contraction}: pending$`, 'm'))
    assert.equal((await project.db('migrate', '--contract')).output, `Applied ${contraction}.\n`)
    assert.deepEqual(project.columns(), ['body'])
    assert.equal((await project.db('check')).output, '0 differences\n')
  })

  test('holds up what comes after it', async () => {
    const project = await Project.begun()
    await project.db('diff', 'more')
    project.declare('body: field.text(), due: field.date().optional()')
    await project.db('diff', 'due')
    await project.db('migrate')
    const { code, output } = await project.db('migrate')
    assert.deepEqual([code, output.split(' ')[0]], [1, contraction])
    assert.deepEqual(project.columns(), ['body', 'text'])
    const { output: told } = await project.db('migrate', '--contract')
    assert.equal(told, `Applied ${contraction}.\nApplied 20300101120003_due.\n`)
  })

  test('is done at once on a new database', async () => {
    const project = await Project.begun()
    await project.db('diff', 'more')
    await project.db('reset')
    assert.deepEqual(project.columns(), ['body'])
    assert.equal((await project.db('migrate')).output, 'Nothing is pending.\n')
  })

  test('becomes one migration where that is asked for', async () => {
    const project = await Project.begun()
    const { output, complaint } = await project.db('diff', 'more', '--at-once')
    assert.match(output, /^notes\.body: is the column text by another name\nWrote 20300101120001_more\.up/)
    assert.match(complaint, /the release before cannot work with this/)
    assert.equal((await project.db('migrate')).output, 'Applied 20300101120001_more.\n')
    assert.deepEqual(project.columns(), ['body'])
  })
})
