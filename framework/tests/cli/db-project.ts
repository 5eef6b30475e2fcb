// `ninety db …` on the API of a module, whose declarations change.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { after } from 'node:test'
import { runCli } from '../../src/cli.ts'
import type { Api } from '../../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'ninety-db-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
after(() => rmSync(folder, { recursive: true }))

let count = 0

/** A database with its migrations, and declarations of it that change. */
export abstract class Project {
  readonly folder = join(folder, `project${++count}`)
  readonly migrations = join(this.folder, 'migrations')
  answer: string | undefined
  #versions = 0
  #module = ''

  constructor() {
    mkdirSync(this.folder)
  }

  /** What imports the store, and makes it. */
  abstract readonly import: string
  abstract readonly store: string

  declare(fields: string, options = ''): void {
    this.#module = join(this.folder, `api${++this.#versions}.ts`)
    writeFileSync(
      this.#module,
      `import { anyone, createApi, field, resource } from 'ninety'
      ${this.import}
      const notes = resource('notes', { fields: { ${fields} }, access: anyone(), ${options} })
      export const api = createApi({ store: ${this.store}, resources: [notes] })`,
    )
  }

  async importApi(): Promise<Api> {
    return ((await import(pathToFileURL(this.#module).href)) as { api: Api }).api
  }

  /** Runs `ninety db` with the folder of the project. */
  async db(command: string, ...args: readonly string[]) {
    let [output, complaint] = ['', '']
    // A store that was closed stays closed: each run has a module of its own.
    const own = this.#module.replace('.ts', `-${++count}.ts`)
    writeFileSync(own, readFileSync(this.#module, 'utf8'))
    const folderOf = command === 'seed' ? [] : ['--folder', this.migrations]
    const code = await runCli(['db', command, own, ...args, ...folderOf], {
      write: (line) => void (output += line),
      complain: (line) => void (complaint += line),
      readSecret: async () => '',
      ask: async () => this.answer,
      now: () => Date.UTC(2030, 0, 1, 12),
    })
    return { code, output, complaint }
  }

  /** The same as a program, beside others. */
  start(command: string) {
    const program = join(root, 'framework/src/tooling/cli/ninety.ts')
    const args = [program, 'db', command, this.#module, '--folder', this.migrations]
    const child = spawn(process.execPath, args, { cwd: this.folder })
    const ended = Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise((resolve) => child.on('close', resolve)),
    ])
    return { child, ended }
  }

  async spawn(command: string) {
    const [output, complaint, code] = await this.start(command).ended
    return { code, output, complaint }
  }

  write(name: string, content: string): void {
    mkdirSync(this.migrations, { recursive: true })
    writeFileSync(join(this.migrations, name), content)
  }
}
