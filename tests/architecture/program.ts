// A set of TypeScript files as the graph of their imports, read by the compiler's own parser.
import { posix } from 'node:path'
import { isExportDeclaration, isImportDeclaration, isNamedExports } from 'typescript/unstable/ast'
import { isIdentifier, isImportTypeNode, isNewExpression } from 'typescript/unstable/ast'
import { SyntaxKind, type Node, type SourceFile } from 'typescript/unstable/ast'
import { createVirtualFileSystem } from 'typescript/unstable/fs'
import { API } from 'typescript/unstable/sync'

/** Paths, such as `kernel/values/clock.ts`, to texts. */
export type Files = Readonly<Record<string, string>>

export interface Module {
  readonly path: string
  readonly imports: readonly Import[]
  /** Whether it does nothing but re-export, each thing by its name. */
  readonly isEntry: boolean
  /** How often it says `new Error`. */
  readonly bareErrors: number
}

export interface Import {
  /** As written. */
  readonly specifier: string
  /** The path of the file, where the specifier is a relative one. */
  readonly to: string | undefined
  /** Whether nothing of it is left when the types are stripped. */
  readonly isType: boolean
}

const options = { module: 'nodenext', noLib: true, noResolve: true, allowImportingTsExtensions: true }

// One compiler for every program, each in a folder of its own; what it sees of the disk is the program at hand.
let disk = createVirtualFileSystem({})
const compiler = new API({
  cwd: '/',
  fs: {
    fileExists: (path) => disk.fileExists?.(path),
    directoryExists: (path) => disk.directoryExists?.(path),
    getAccessibleEntries: (path) => disk.getAccessibleEntries?.(path),
    readFile: (path) => disk.readFile?.(path) ?? null,
    realpath: (path) => path,
  },
})
let programs = 0

/** Parses the files; nothing but what is given is looked at. */
export function parseProgram(files: Files): Module[] {
  const root = `/program-${++programs}`
  const configuration = JSON.stringify({ compilerOptions: options, include: ['.'] })
  const placed = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text] as const)
  disk = createVirtualFileSystem({
    ...Object.fromEntries(placed),
    [`${root}/tsconfig.json`]: configuration,
  })
  using snapshot = compiler.updateSnapshot({ openProject: `${root}/tsconfig.json` })
  const { program } = snapshot.getProject(`${root}/tsconfig.json`)!
  return Object.keys(files).map((path) => toModule(path, program.getSourceFile(`${root}/${path}`)!))
}

function toModule(path: string, source: SourceFile): Module {
  return {
    path,
    imports: source.imports.map((node) => toImport(path, node)),
    isEntry: source.statements.every((each) => isReExport(each)),
    bareErrors: countErrors(source),
  }
}

function toImport(path: string, node: Node): Import {
  const { text: specifier } = node as Node & { readonly text: string }
  const to = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
  return { specifier, to, isType: isTypeImport(node.parent) }
}

// `import { type A } from './a.ts'` still loads the file: only what begins with `import type` goes away.
function isTypeImport(statement: Node): boolean {
  if (isImportDeclaration(statement)) return statement.importClause?.phaseModifier === SyntaxKind.TypeKeyword
  if (isExportDeclaration(statement)) return statement.isTypeOnly
  return isImportTypeNode(statement.parent)
}

const isReExport = (statement: Node): boolean =>
  isExportDeclaration(statement) &&
  statement.moduleSpecifier !== undefined &&
  statement.exportClause !== undefined &&
  isNamedExports(statement.exportClause)

function countErrors(node: Node): number {
  let count =
    isNewExpression(node) && isIdentifier(node.expression) && node.expression.text === 'Error' ? 1 : 0
  node.forEachChild((child) => {
    count += countErrors(child)
    return undefined
  })
  return count
}
