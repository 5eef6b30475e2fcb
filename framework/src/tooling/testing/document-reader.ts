import { Compile } from 'typebox/schema'
import {
  toOperationMethod,
  type OpenApiDocument,
  type OpenApiObject,
  type Operation,
  type PathItem,
} from '../../protocol/openapi/openapi-object.ts'
import { fromPointerToken } from '../../kernel/values/pointer-token.ts'

/** Looks things up in an OpenAPI document. */
export interface DocumentReader {
  /** The operation of a request, by a path as requested or by one of the document. */
  findOperation(method: string, url: string): Operation | undefined
  /** What a Reference Object leads to; anything else itself. */
  resolve(object: OpenApiObject): OpenApiObject
  /** Every fault of a value by a schema of the document; compiled once. */
  validate(schema: object, value: unknown): readonly string[]
}

export function createDocumentReader(document: OpenApiDocument): DocumentReader {
  const base = toBasePath(document)
  const paths = Object.entries(document.paths).map(([template, item]) => ({ steps: toSteps(template), item }))
  // Of two templates that fit, the one with fewer parameters is meant (section 4.8.8.2).
  paths.sort((left, right) => countParameters(left.steps) - countParameters(right.steps))
  return {
    findOperation(method, url) {
      const path = url.split(/[?#]/)[0]!
      const steps = toSteps(path.startsWith(`${base}/`) ? path.slice(base.length) : path)
      const found = paths.find((each) => fits(each.steps, steps))
      return found && operationOf(found.item, method)
    },
    resolve: (object) => resolve(document, object),
    validate: createValidation(document),
  }
}

const operationOf = (item: PathItem, method: string): Operation | undefined => item[toOperationMethod(method)]

/** The path of the first server, where it says one. */
function toBasePath({ servers: [server] }: OpenApiDocument): string {
  const url = String(server?.['url'] ?? '')
  const path = /^https?:/.test(url) ? new URL(url).pathname : url.startsWith('/') ? url : ''
  return path.replace(/\/$/, '')
}

const toSteps = (path: string): readonly string[] => path.replace(/\/$/, '').split('/')

const isParameter = (step: string): boolean => step.startsWith('{')

const countParameters = (steps: readonly string[]): number => steps.filter(isParameter).length

const fits = (template: readonly string[], steps: readonly string[]): boolean =>
  template.length === steps.length &&
  template.every((step, index) => step === steps[index] || (isParameter(step) && steps[index] !== ''))

function resolve(document: OpenApiDocument, object: OpenApiObject): OpenApiObject {
  const { $ref } = object
  if (typeof $ref !== 'string') return object
  const steps = $ref.slice(2).split('/')
  const found = steps.reduce<unknown>(
    (inner, step) => (inner as OpenApiObject)[fromPointerToken(step)],
    document,
  )
  return resolve(document, found as OpenApiObject)
}

interface CompiledSchema {
  Check(value: unknown): boolean
  Errors(value: unknown): [boolean, { instancePath: string; message: string }[]]
}

function createValidation({ components }: OpenApiDocument): DocumentReader['validate'] {
  const compiled = new WeakMap<object, CompiledSchema>()
  return (schema, value) => {
    let validator = compiled.get(schema)
    if (validator === undefined) {
      // References lead to the root: there the components stand beside the schema itself.
      validator = Compile({ ...schema, components } as never) as unknown as CompiledSchema
      compiled.set(schema, validator)
    }
    if (validator.Check(value)) return []
    return validator.Errors(value)[1].map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  }
}
