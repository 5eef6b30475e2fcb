import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toPascal } from './component-names.ts'

/**
 * Gives the forms of variants schemas of their own, as the discriminator of OpenAPI 3.1 (section 4.8.25) demands: it leads
 * to components alone.
 */
export class VariantSchemas {
  /** The forms by name. */
  readonly schemas: Record<string, JsonSchema> = {}
  readonly #names = new Map<string, string>()
  readonly #isTaken: (name: string) => boolean

  /** @param isTaken whether the document has another schema of that name */
  constructor(isTaken: (name: string) => boolean) {
    this.#isTaken = isTaken
  }

  /** A schema whose variants refer to their forms. */
  rewrite<Value>(value: Value, name: string): Value {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((each) => this.rewrite(each, name)) as Value
    if (isVariant(value)) return this.#toReferences(value, name) as Value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.#rewriteMember(key, inner, name)]),
    ) as Value
  }

  #rewriteMember(key: string, value: unknown, name: string): unknown {
    if (key !== 'properties') return this.rewrite(value, name)
    return Object.fromEntries(
      Object.entries(value as object).map(([member, schema]) => [
        member,
        this.rewrite(schema, name + toPascal(member)),
      ]),
    )
  }

  #toReferences({ oneOf, discriminator, ...rest }: Variant, name: string): JsonSchema {
    const { propertyName } = discriminator
    const mapping: Record<string, string> = {}
    const alternatives = oneOf.map((form) => {
      const word = form.properties?.[propertyName]?.const
      if (typeof word !== 'string') return form
      const $ref = this.#toReference(form, name + toPascal(word))
      mapping[word] = $ref
      return { $ref }
    })
    return { ...rest, oneOf: alternatives, discriminator: { propertyName, mapping } }
  }

  /** The same form keeps one name, wherever it stands. */
  #toReference(form: JsonSchema, wanted: string): string {
    const whole = this.rewrite(form, wanted)
    const text = JSON.stringify(whole)
    let name = this.#names.get(text)
    if (name === undefined) {
      name = this.#findFree(wanted)
      this.#names.set(text, name)
      this.schemas[name] = whole
    }
    return `#/components/schemas/${name}`
  }

  #findFree(wanted: string): string {
    const isFree = (name: string) => !this.#isTaken(name) && !Object.hasOwn(this.schemas, name)
    let name = wanted
    for (let count = 2; !isFree(name); count++) name = `${wanted}${count}`
    return name
  }
}

interface Variant extends JsonSchema {
  readonly oneOf: readonly JsonSchema[]
  readonly discriminator: { readonly propertyName: string }
}

const isVariant = (schema: object): schema is Variant => 'discriminator' in schema && 'oneOf' in schema
