import type { Command } from 'commander'
import {
  checkDatabase,
  migrateDatabase,
  resetDatabase,
  rollbackDatabase,
  stampDatabase,
  tellStatus,
} from './db-commands.ts'
import { diffDatabase, showDatabase, type DiffOptions } from './plan-commands.ts'
import { seedDatabase } from './seed-database.ts'
import type { MigrateOptions } from '../../engine/migrations/run.ts'
import type { Terminal } from './terminal.ts'
import type { FolderOptions } from './with-migrations.ts'

const folderOption = [
  '--folder <path>',
  'where the migrations are (default: that of the API, or migrations)',
] as const
const dropOption = [
  '--drop <names...>',
  'tables, and columns such as todos.note, that are gone and not renamed',
] as const

const atOnceOption = ['--at-once', 'one migration, though the release before cannot work with it'] as const

/** `ninety db …`: the migrations of an API, and its database. */
export function addDbCommands(program: Command, terminal: Terminal, end: (code: number) => void): void {
  const db = program.command('db').description('Works on the database of an API by migrations.')
  const add = (name: string, description: string): Command =>
    db
      .command(name)
      .description(description)
      .argument('<module>', 'file that exports what createApi makes')
      .option(...folderOption)
  const addPlain = (
    name: string,
    description: string,
    run: (path: string, options: FolderOptions, terminal: Terminal) => Promise<number>,
  ) =>
    add(name, description).action(async (path: string, options: FolderOptions) =>
      end(await run(path, options, terminal)),
    )
  add('diff', 'Writes the migration that makes the database as the declarations say.')
    .argument('<name>', 'a few words, such as add_due')
    .option(...dropOption)
    .option(...atOnceOption)
    .action(async (path: string, name: string, options: DiffOptions) =>
      end(await diffDatabase(path, name, options, terminal)),
    )
  add('show', 'Says what the next migration would do, and writes nothing.')
    .option(...dropOption)
    .option(...atOnceOption)
    .option('--sql', 'as statements')
    .action(async (path: string, options: DiffOptions & { readonly sql?: boolean }) =>
      end(await showDatabase(path, options, terminal)),
    )
  add('migrate', 'Applies what is pending; contractions of a database in use only if told to.')
    .option('--contract', 'contractions too: no instance of the release before runs any more')
    .action(async (path: string, options: FolderOptions & MigrateOptions) =>
      end(await migrateDatabase(path, options, terminal)),
    )
  add('rollback', 'Undoes the last migration.')
    .option('--steps <count>', 'how many (default: 1)')
    .action(async (path: string, options: FolderOptions & { readonly steps?: string }) =>
      end(await rollbackDatabase(path, options, terminal)),
    )
  addPlain(
    'status',
    'Lists every migration; exits with 1 where one is not applied or was changed.',
    tellStatus,
  )
  add('stamp', 'Notes migrations as applied without applying them.')
    .argument('[last]', 'id of the last one (default: all)')
    .action(async (path: string, last: string | undefined, options: FolderOptions) =>
      end(await stampDatabase(path, last, options, terminal)),
    )
  addPlain('check', 'Exits with 1 where declarations, migrations and database differ.', checkDatabase)
  db.command('seed')
    .description('Runs the function that a file exports as default on the API, started and not served.')
    .argument('<module>', 'file that exports what createApi makes')
    .argument('<file>', 'such as src/seed.ts')
    .action(async (path: string, file: string) => end(await seedDatabase(path, file)))
  addPlain('reset', 'Drops everything and applies every migration; not in production.', resetDatabase)
}
