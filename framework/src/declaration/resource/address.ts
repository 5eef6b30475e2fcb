import type { Model } from './model.ts'
import { toCollectionPath } from './nesting.ts'

const roots = new WeakMap<Model, string>()

/** Says where the addresses of a resource begin: at the root of the application it is mounted in, and the API's prefix. */
export function setRoot(model: Model, root: string): void {
  roots.set(model, root)
}

/** The address of a resource's collection with every prefix; before it is mounted, that below the API's prefix. */
export function addressOf(model: Model): string {
  return `${roots.get(model) ?? ''}${toCollectionPath(model)}`
}
