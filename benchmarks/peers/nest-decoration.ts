/** Decorators as function calls: what TypeScript emits for `@…`, since type stripping cannot run decorators. */
// oxlint-disable-next-line import/no-unassigned-import -- it adds the metadata functions to `Reflect`
import 'reflect-metadata'

type Class = new (...args: never[]) => object

export interface MethodDecoration {
  decorators?: MethodDecorator[]
  /** One list of decorators for each parameter. */
  parameters?: ParameterDecorator[][]
  /** The classes of the parameters, which pipes read. */
  types?: unknown[]
}

/** Decorates a class; `types` are the classes its constructor is given. */
export function decorateClass(target: Class, decorators: ClassDecorator[], types: Class[] = []): void {
  if (types.length > 0) Reflect.defineMetadata('design:paramtypes', types, target)
  for (const decorator of decorators.toReversed()) decorator(target)
}

export function decorateMethod(target: Class, name: string, decoration: MethodDecoration): void {
  const { decorators = [], parameters = [], types = [] } = decoration
  const prototype = target.prototype as object
  Reflect.defineMetadata('design:paramtypes', types, prototype, name)
  for (const [index, list] of parameters.entries()) {
    for (const decorator of list) decorator(prototype, name, index)
  }
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!
  for (const decorator of decorators.toReversed()) decorator(prototype, name, descriptor)
}

export function decorateProperty(
  target: Class,
  name: string,
  type: unknown,
  decorators: PropertyDecorator[],
): void {
  const prototype = target.prototype as object
  Reflect.defineMetadata('design:type', type, prototype, name)
  for (const decorator of decorators) decorator(prototype, name)
}
