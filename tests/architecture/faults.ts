// What a program may not do, as sentences that name the file at fault.
import { builtinModules } from 'node:module'
import type { Import, Module } from './program.ts'

export interface Architecture {
  /** The layers from left to right; of each its folders, and of each folder the neighbours it may import from. */
  readonly layers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** The homes of outside packages, and of what only one place may use of Node. */
  readonly packages: Readonly<Record<string, readonly string[]>>
  /** The layers that do no I/O. */
  readonly pure: readonly string[]
  /** What they may use of Node, since it only calculates. */
  readonly calculating: readonly string[]
  /** Names that say nothing of what is inside. */
  readonly emptyNames: readonly string[]
}

/** Everything in the program that the architecture forbids. */
export function findFaults(program: readonly Module[], architecture: Architecture): string[] {
  const paths = new Set(program.map(({ path }) => path))
  return [
    ...program.flatMap((module) => [
      ...findNameFaults(module, architecture),
      ...module.imports.flatMap((each) => findImportFaults(module, each, paths, architecture)),
      ...(module.bareErrors > 0
        ? [`${module.path} says new Error: throw a Problem or a DeclarationError`]
        : []),
      ...(isRoot(module.path) && !module.isEntry ? [`${module.path} does more than re-export by name`] : []),
    ]),
    ...findCycles(program).map((cycle) => `${cycle.join(' → ')} is a cycle of values`),
  ]
}

const isRoot = (path: string): boolean => !path.includes('/')

function findNameFaults({ path }: Module, { layers, emptyNames }: Architecture): string[] {
  const names = path.replace(/\.ts$/, '').split('/')
  const [layer = ''] = names
  return [
    ...names.filter((name) => emptyNames.includes(name)).map((name) => `${path}: ${name} says nothing`),
    ...(names.at(-1) === 'index' && names.length > 1 ? [`${path} is an index below src`] : []),
    ...names
      .filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))
      .map((name) => `${path}: ${name} is no kebab-case`),
    ...(isRoot(path) || folderOf(path, layers[layer] ?? {}) !== undefined
      ? []
      : [`${path} stands in no folder known`]),
  ]
}

function findImportFaults(
  { path }: Module,
  { specifier, to }: Import,
  paths: ReadonlySet<string>,
  architecture: Architecture,
): string[] {
  if (to === undefined) return findPackageFaults(path, specifier, architecture)
  if (!paths.has(to)) return [`${path} imports ${specifier}, which is no file of src`]
  return mayImport(path, to, architecture) ? [] : [`${path} may not import ${to}`]
}

function mayImport(from: string, to: string, { layers }: Architecture): boolean {
  if (isRoot(from) || isRoot(to)) return isRoot(from) && !isRoot(to)
  const order = Object.keys(layers)
  const [left = '', right = ''] = [to, from].map((path) => path.split('/')[0])
  if (left !== right) return order.indexOf(left) < order.indexOf(right)
  const folders = layers[left] ?? {}
  const [own = '', other = ''] = [from, to].map((path) => folderOf(path, folders))
  return own === other || (folders[own] ?? []).includes(other)
}

/** The innermost folder of its layer that holds the file. */
function folderOf(path: string, folders: Readonly<Record<string, readonly string[]>>): string | undefined {
  const inner = path.slice(path.indexOf('/') + 1)
  const holding = Object.keys(folders).filter((folder) => inner.startsWith(`${folder}/`))
  return holding.sort((one, other) => other.length - one.length)[0]
}

function findPackageFaults(path: string, specifier: string, architecture: Architecture): string[] {
  const { packages, pure, calculating } = architecture
  const homes = packages[specifier] ?? packages[packageOf(specifier)]
  if (homes !== undefined) {
    return homes.some((home) => path.startsWith(`${home}/`)) ? [] : [`${specifier} is not at home in ${path}`]
  }
  if (!isOfNode(specifier)) return [`${path} imports ${specifier}, which has no home`]
  if (calculating.includes(specifier)) return []
  return pure.some((layer) => path.startsWith(`${layer}/`)) ? [`${path} does I/O with ${specifier}`] : []
}

/** The package of a specifier: `typebox` of `typebox/schema`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isOfNode = (specifier: string): boolean =>
  specifier.startsWith('node:') &&
  (builtinModules.includes(specifier.slice(5)) || builtinModules.includes(specifier))

/** Files that import each other's values in a ring; each ring once. */
function findCycles(program: readonly Module[]): string[][] {
  const next = new Map(
    program.map(({ path, imports }) => [
      path,
      imports.flatMap(({ to, isType }) => (isType ? [] : (to ?? []))),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[][] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) cycles.push([...trail.slice(start), path])
    if (start !== -1 || done.has(path)) return
    for (const to of next.get(path) ?? []) visit(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return cycles
}
