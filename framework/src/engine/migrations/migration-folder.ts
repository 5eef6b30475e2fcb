import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { Migration, MigrationCode, MigrationWork } from './migration.ts'
import type { Plan } from './plan.ts'
import { emptySnapshot, type DialectName, type Snapshot } from './snapshot.ts'

const named = /^(\d{14}_[a-z0-9_]+)\.(up\.sql|down\.sql|ts)$/
const schema = 'schema.json'
/** Stands at the beginning of a script that takes away what the release before works with. */
const contraction = '-- ninety: contracts what the release before works with'

/**
 * Where the migrations of a database are: in the folder itself, or in one inside it that is named after the database, where
 * there is one or the folder has those of another.
 */
export function findFolder(folder: string, dialect: DialectName): string {
  const own = join(folder, dialect)
  const path = join(folder, schema)
  const isOthers = existsSync(path) && parseSnapshot(path).dialect !== dialect
  return isOthers || existsSync(own) ? own : folder
}

/** The migrations of a folder in their order; none where there is no folder. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.(sql|ts)$/.test(file)) : []
  const faults = files.filter((file) => !named.test(file)).map((file) => misnamed(folder, file))
  const ids = new Set(files.map((file) => named.exec(file)?.[1]).filter((id) => id !== undefined))
  for (const id of ids) faults.push(...checkFiles(folder, id, files))
  if (faults.length > 0) throw new DeclarationError(faults)
  return Promise.all([...ids].sort().map((id) => readMigration(folder, id, files)))
}

function misnamed(folder: string, file: string): DeclarationFault {
  const remedy = 'name it as 20300101120000_add_due.up.sql, .down.sql or .ts'
  return { path: join(folder, file), message: 'is no name of a migration', remedy }
}

function checkFiles(folder: string, id: string, files: readonly string[]): DeclarationFault[] {
  const [isCode, hasUp] = [files.includes(`${id}.ts`), files.includes(`${id}.up.sql`)]
  if (isCode !== hasUp && !(isCode && files.includes(`${id}.down.sql`))) return []
  const message = isCode ? 'is a file of statements and one of code' : 'has no .up.sql'
  return [{ path: join(folder, id), message, remedy: 'write one .up.sql and .down.sql, or one .ts' }]
}

async function readMigration(folder: string, id: string, files: readonly string[]): Promise<Migration> {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  if (files.includes(`${id}.ts`)) {
    const file = `${id}.ts`
    const { up, down } = await importCode(join(folder, file))
    return { id, checksum: digest(read(file)), up, down, isContraction: false }
  }
  const up = read(`${id}.up.sql`)
  const down = files.includes(`${id}.down.sql`) ? read(`${id}.down.sql`) : undefined
  return { id, checksum: digest(up), up, down, isContraction: up.startsWith(contraction) }
}

async function importCode(path: string): Promise<{ up: MigrationWork; down: MigrationWork | undefined }> {
  const code = (await import(pathToFileURL(resolve(path)).href)) as Partial<MigrationCode>
  if (typeof code.up === 'function') return { up: code.up, down: code.down }
  const message = 'exports no function up'
  throw new DeclarationError([{ path, message, remedy: 'export async function up(session) { … }' }])
}

const digest = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')

/** What the tables are like once every migration of the folder is applied. */
export function readSnapshot(folder: string, dialect: DialectName): Snapshot {
  const path = join(folder, schema)
  if (!existsSync(path)) return emptySnapshot(dialect)
  const snapshot = parseSnapshot(path)
  if (snapshot.dialect === dialect) return snapshot
  const message = `is of ${snapshot.dialect}, and the API of ${dialect}`
  throw new DeclarationError([
    { path, message, remedy: 'keep the migrations of each database in a folder of its own' },
  ])
}

function parseSnapshot(path: string): Snapshot {
  try {
    const snapshot = JSON.parse(readFileSync(path, 'utf8')) as Snapshot
    if (snapshot.format === 1 && typeof snapshot.tables === 'object') return snapshot
  } catch {
    // Left over from a merge, perhaps.
  }
  const message = 'cannot be read'
  throw new DeclarationError([
    { path, message, remedy: 'take the one of the branch merged into, and make yours again' },
  ])
}

/**
 * Writes a migration, named after its phase where it has one, and what the tables are like after all phases.
 * @param now milliseconds since 1970
 * @returns its id
 */
export function writeMigration(folder: string, name: string, plan: Plan, to: Snapshot, now: number): string {
  const phase = plan.phase === undefined ? '' : `_${plan.phase}`
  const id = `${toTimestamp(folder, now)}_${toFileName(name)}${phase}`
  mkdirSync(folder, { recursive: true })
  const beginning = plan.phase === 'contract' ? `${contraction}\n` : ''
  const warnings = plan.warnings.map((warning) => `-- Warning: ${warning}\n`).join('')
  writeFileSync(join(folder, `${id}.up.sql`), `${beginning}${warnings}${plan.up}`, { flag: 'wx' })
  writeFileSync(join(folder, `${id}.down.sql`), plan.down, { flag: 'wx' })
  writeFileSync(join(folder, schema), `${JSON.stringify(to, undefined, 2)}\n`)
  return id
}

function toFileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  if (plain !== '' && plain.length <= 100) return plain
  const remedy = 'say in a few words what changes, such as add_due'
  throw new DeclarationError([{ path: 'name', message: `${name} is no name of a migration`, remedy }])
}

/** In UTC, and after every migration that is there. */
function toTimestamp(folder: string, now: number): string {
  const last = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => named.test(file))
        .sort()
        .at(-1)
    : undefined
  for (let moment = now; ; moment += 1000) {
    const text = new Date(moment).toISOString().replaceAll(/\D/g, '').slice(0, 14)
    if (last === undefined || text > last.slice(0, 14)) return text
  }
}
