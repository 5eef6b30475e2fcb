import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const source = join(root, 'framework/src')

/** What the compiler says of a program. */
export interface Compiled {
  /** Each fault with the lines that explain it. */
  readonly errors: readonly string[]
  /** How many types were made of generic ones: what the compiler's time grows with. */
  readonly instantiations: number
}

/** Compiles a program that imports `ninety` as a user's would, in a folder of its own. */
export function compile(program: string): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-types-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'program.ts'), program)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const args = ['--pretty', 'false', '--extendedDiagnostics', '--singleThreaded']
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), args, { cwd: folder, encoding: 'utf8' })
    const instantiations = Number(/^Instantiations:\s+(\d+)$/m.exec(stdout)?.[1])
    return { errors: toErrors(stdout), instantiations }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const settings = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    // What is imported by name is no file next to the program.
    rewriteRelativeImportExtensions: false,
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { ninety: [join(source, 'index.ts')], 'ninety/*': [join(source, '*.ts')] },
  },
  include: ['program.ts'],
}

/** An error begins at the start of a line; what explains it is indented. */
function toErrors(output: string): string[] {
  return output
    .split(/^(?=\S*\(\d+,\d+\): error)/m)
    .filter((part) => part.includes(': error TS'))
    .map((part) =>
      part
        .split('\n')
        .filter((line, index) => index === 0 || line.startsWith('  '))
        .join('\n'),
    )
}
