import type { Principal } from '../policy/principal.ts'
import type { Rule, RuleNode } from '../policy/rule.ts'
import type { Deprecation } from './deprecation.ts'
import type { IdKind, IdOf } from './id.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Simplify } from './shapes.ts'
import type { FileValue } from './kinds/file.ts'

/** What may be said of a value beyond its type: `nullable` by `.optional()`, and so on. */
export type Mode = 'nullable' | 'default' | 'readOnly' | 'writeOnly'

/** The names of the kinds of field; `kinds/` has a file for each. */
export type KindName =
  | 'text'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'duration'
  | 'uuid'
  | 'choice'
  | 'url'
  | 'email'
  | 'json'
  | 'list'
  | 'bytes'
  | 'secret'
  | 'variant'
  | 'file'
  | 'reference'

/** What happens to a row when the row it refers to is deleted. */
export type OnDelete = 'restrict' | 'cascade' | 'setNull'

/** A field as data: all that its kind and its modifiers say. */
export interface FieldDefinition {
  readonly kind: KindName
  readonly optional: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  /** Handed to hooks and then forgotten: has no column. */
  readonly transient: boolean
  /** The column it is kept in. Default: its name. */
  readonly column?: string
  /** The column it was kept in before, for migrations. */
  readonly renamedFrom?: string
  readonly unique: boolean
  readonly indexed: boolean
  readonly hasDefault: boolean
  readonly default?: unknown
  readonly description?: string
  readonly example?: unknown
  readonly deprecated?: Deprecation
  readonly visible?: RuleNode
  readonly writable?: RuleNode
  /** Length of text and lists, size of bytes, or least value. */
  readonly min?: number | string
  readonly max?: number | string
  readonly pattern?: RegExp
  readonly multiline?: boolean
  /** Text that is equal, unique and sorted without regard to the case of ASCII letters. */
  readonly ignoreCase?: boolean
  readonly choices?: readonly string[]
  /** Decimal: digits in all, and digits after the point. */
  readonly precision?: number
  readonly scale?: number
  /** Decimal: a JSON number on the wire instead of a string. */
  readonly asNumber?: boolean
  /** JSON: the schema its value must fulfil (JSON Schema 2020-12). */
  readonly schema?: JsonSchema
  /** Variant: the member that tells the forms apart, and the members of each form. */
  readonly discriminator?: string
  readonly variants?: Readonly<Record<string, Readonly<Record<string, FieldDefinition>>>>
  /** List: its elements. */
  readonly items?: FieldDefinition
  /** File: the media types it may have, such as `image/png` or `image/*`. */
  readonly types?: readonly string[]
  /** File: most bytes. */
  readonly maxBytes?: number
  /** Reference: the resource it names. */
  readonly target?: string
  /** Reference: how the rows of that resource are named. */
  readonly targetId?: IdKind
  readonly onDelete?: OnDelete
  /** Reference: filled with the caller's id when a row is created. */
  readonly owner?: boolean
}

/** Any field, with as little type as needed to look at it. */
export interface AnyField {
  readonly definition: FieldDefinition
  readonly '~value': unknown
  readonly '~mode': Mode
  readonly '~kind': string
}

/** The fields of a resource or of an input, by name. */
export type Fields = Readonly<Record<string, AnyField>>

/** What a function that makes a default is given. */
export interface DefaultContext {
  /** Who makes the row. */
  readonly principal: Principal
}

/** A declared field. Constraints of its kind come first, then these modifiers; every one returns a new field. */
export interface Field<Value, M extends Mode, Kind extends string> {
  readonly definition: FieldDefinition
  readonly '~value': Value
  readonly '~takes': (value: Value) => void
  readonly '~mode': M
  readonly '~kind': Kind
  /** May be null, and left out of a POST. */
  optional(): Field<Value | null, M | 'nullable', Kind>
  /** The value of a new row that does not say; a function is called for each row. */
  default(value: Value | ((context: DefaultContext) => Value)): Field<Value, M | 'default', Kind>
  /** Shown, but written by the server's own code only. */
  readOnly(): Field<Value, M | 'readOnly', Kind>
  /** Taken in, but never shown. */
  writeOnly(): Field<Value, M | 'writeOnly', Kind>
  /** Taken in, handed to hooks and forgotten: never kept, never shown. */
  transient(): Field<Value | null, M | 'writeOnly' | 'nullable', Kind>
  /** No two rows have the same value; a second one is refused with 409. Rows without a value do not count. */
  unique(): Field<Value, M, Kind>
  /** Has an index, as every filtered or sorted field should. */
  indexed(): Field<Value, M, Kind>
  /** The column it is kept in. Default: its name. */
  column(name: string): Field<Value, M, Kind>
  /** The column it was kept in before: its migration keeps the values. May be left out again afterwards. */
  renamedFrom(column: string): Field<Value, M, Kind>
  /** One sentence for the OpenAPI document. */
  describe(text: string): Field<Value, M, Kind>
  /** A value shown in the OpenAPI document. */
  example(value: Value): Field<Value, M, Kind>
  /** Marked in the OpenAPI document as going away. */
  deprecated(deprecation?: Deprecation): Field<Value, M, Kind>
  /** Shown only where the rule allows; to others the property is absent, and cannot be filtered or sorted by. */
  visible(rule: Rule<never>): Field<Value, M, Kind>
  /** Written only where the rule allows; others get 403. */
  writable(rule: Rule<never>): Field<Value, M, Kind>
}

/** Text: Unicode in NFC, without control characters. Default length: 0 to 10,000 characters. */
export interface TextField extends Field<string, never, 'text'> {
  /** Least number of characters (code points). */
  min(characters: number): TextField
  /** Greatest number of characters (code points). */
  max(characters: number): TextField
  /** A regular expression the whole text must match; anchored, compiled with the `u` flag. */
  pattern(expression: RegExp): TextField
  /** Keeps line breaks and tabs. */
  multiline(): TextField
  /** Equal, unique and sorted without regard to the case of ASCII letters; written case is kept. */
  ignoreCase(): TextField
}

/** A whole number within ±(2^53 − 1), or a double. */
export interface NumberField<Kind extends string> extends Field<number, never, Kind> {
  min(least: number): NumberField<Kind>
  max(greatest: number): NumberField<Kind>
}

/** An exact decimal number, in code and on the wire a string with all its places: `"12.50"`. */
export interface DecimalField extends Field<string, never, 'decimal'> {
  min(least: string): DecimalField
  max(greatest: string): DecimalField
  /** A JSON number on the wire, for clients that need it; in code it stays an exact string. */
  asNumber(): DecimalField
}

/** A list of values, kept in order. Default: up to 100 elements. */
export interface ListField<Item> extends Field<readonly Item[], never, 'list'> {
  min(elements: number): ListField<Item>
  max(elements: number): ListField<Item>
}

/** The members of one form of a variant: those that may be null may be left out. */
type FormOf<F extends Fields> = {
  readonly [K in keyof F as F[K]['~mode'] extends never ? K : never]: F[K]['~value']
} & {
  readonly [K in keyof F as F[K]['~mode'] extends never ? never : K]?: F[K]['~value']
}

/** The value of a variant: one of its forms, told apart by the discriminator. */
export type VariantOf<Discriminator extends string, V extends Readonly<Record<string, Fields>>> = {
  [Name in keyof V & string]: Simplify<{ readonly [K in Discriminator]: Name } & FormOf<V[Name]>>
}[keyof V & string]

/** Bytes, on the wire as base64 (RFC 4648 section 4). Default: up to 65,536 bytes. */
export interface BytesField extends Field<string, never, 'bytes'> {
  max(bytes: number): BytesField
}

/**
 * A text that is taken in, kept as an argon2id hash and never shown; the most common passwords are refused. Default
 * length: 10 to 1,024 characters.
 */
export interface SecretField extends Field<string, 'writeOnly', 'secret'> {
  min(characters: number): SecretField
  max(characters: number): SecretField
}

/** What a file may be. */
export interface FileOptions {
  /** Media types, such as `'application/pdf'` or `'image/*'`. Default: any. */
  readonly types?: readonly `${string}/${string}`[]
  /** Most bytes. Default: 10 MiB. */
  readonly maxBytes?: number
}

const plain = {
  optional: false,
  readOnly: false,
  writeOnly: false,
  transient: false,
  unique: false,
  indexed: false,
  hasDefault: false,
} as const

/** A field while it is being declared: each modifier makes a new one with a little more said. */
class FieldBuilder {
  readonly definition: FieldDefinition
  declare readonly '~value': never
  declare readonly '~takes': (value: unknown) => void
  declare readonly '~mode': never
  declare readonly '~kind': never

  constructor(definition: FieldDefinition) {
    this.definition = Object.freeze(definition)
  }

  min = (min: number | string): FieldBuilder => this.#with({ min })
  max = (max: number | string): FieldBuilder => this.#with({ max })
  pattern = (pattern: RegExp): FieldBuilder => this.#with({ pattern })
  multiline = (): FieldBuilder => this.#with({ multiline: true })
  ignoreCase = (): FieldBuilder => this.#with({ ignoreCase: true })
  asNumber = (): FieldBuilder => this.#with({ asNumber: true })
  optional = (): FieldBuilder => this.#with({ optional: true })
  default = (value: unknown): FieldBuilder => this.#with({ hasDefault: true, default: value })
  readOnly = (): FieldBuilder => this.#with({ readOnly: true })
  writeOnly = (): FieldBuilder => this.#with({ writeOnly: true })
  transient = (): FieldBuilder => this.#with({ transient: true, writeOnly: true, optional: true })
  unique = (): FieldBuilder => this.#with({ unique: true })
  indexed = (): FieldBuilder => this.#with({ indexed: true })
  column = (column: string): FieldBuilder => this.#with({ column })
  renamedFrom = (renamedFrom: string): FieldBuilder => this.#with({ renamedFrom })
  describe = (description: string): FieldBuilder => this.#with({ description })
  example = (example: unknown): FieldBuilder => this.#with({ example })
  deprecated = (deprecated: Deprecation = {}): FieldBuilder => this.#with({ deprecated })
  visible = (rule: Rule<never>): FieldBuilder => this.#with({ visible: rule.node })
  writable = (rule: Rule<never>): FieldBuilder => this.#with({ writable: rule.node })

  #with(more: Partial<FieldDefinition>): FieldBuilder {
    return new FieldBuilder({ ...this.definition, ...more })
  }
}

// The builder has every method; each kind's interface shows those that mean something for it.
function create<F extends AnyField>(kind: KindName, more: Partial<FieldDefinition> = {}): F {
  return new FieldBuilder({ ...plain, kind, ...more }) as unknown as F
}

const toDefinitions = (
  variants: Readonly<Record<string, Fields>>,
): NonNullable<FieldDefinition['variants']> =>
  Object.fromEntries(
    Object.entries(variants).map(([name, members]) => [
      name,
      Object.fromEntries(Object.entries(members).map(([member, { definition }]) => [member, definition])),
    ]),
  )

/** The kinds of field a resource or an action's input is made of. */
export const field = Object.freeze({
  /** Text; see {@link TextField}. */
  text: () => create<TextField>('text'),
  /** A whole number within ±(2^53 − 1). */
  integer: () => create<NumberField<'integer'>>('integer'),
  /** A double (IEEE 754); for money use `decimal`. */
  number: () => create<NumberField<'number'>>('number'),
  /** An exact decimal number. Default: 18 digits in all, 2 after the point; more places are refused, never rounded. */
  decimal: (options: { readonly precision?: number; readonly scale?: number } = {}) =>
    create<DecimalField>('decimal', { precision: options.precision ?? 18, scale: options.scale ?? 2 }),
  boolean: () => create<Field<boolean, never, 'boolean'>>('boolean'),
  /** A moment (RFC 3339), in code and on the wire in UTC with milliseconds; any offset is taken in. */
  timestamp: () => create<Field<string, never, 'timestamp'>>('timestamp'),
  /** A calendar day (RFC 3339 full-date). */
  date: () => create<Field<string, never, 'date'>>('date'),
  /** A length of time (ISO 8601 weeks to seconds); shown in seconds, such as `PT90S`. */
  duration: () => create<Field<string, never, 'duration'>>('duration'),
  /** A UUID of any version (RFC 9562), in lower case. */
  uuid: () => create<Field<string, never, 'uuid'>>('uuid'),
  /** One of a few words. */
  choice: <const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) =>
    create<Field<Choice, never, 'choice'>>('choice', { choices }),
  /** An absolute http or https URL of up to 2,048 characters. */
  url: () => create<TextField>('url'),
  /** An e-mail address of up to 254 characters, compared without regard to case. */
  email: () => create<TextField>('email', { ignoreCase: true }),
  /** Any JSON value that fulfils the schema (JSON Schema 2020-12). */
  json: <Value = unknown>(schema: JsonSchema = {}) => create<Field<Value, never, 'json'>>('json', { schema }),
  /** A list of values of one kind. */
  list: <Item extends AnyField>(items: Item) =>
    create<ListField<Item['~value']>>('list', { items: items.definition }),
  /**
   * An object of one of several forms, told apart by a member: `field.variant('type', { card: {…}, iban: {…} })`. Kept as
   * JSON; cannot be filtered or sorted by.
   */
  variant: <const Discriminator extends string, const V extends Readonly<Record<string, Fields>>>(
    discriminator: Discriminator,
    variants: V,
  ) =>
    create<Field<VariantOf<Discriminator, V>, never, 'variant'>>('variant', {
      discriminator,
      variants: toDefinitions(variants),
    }),
  /** Bytes; see {@link BytesField}. */
  bytes: () => create<BytesField>('bytes'),
  /**
   * A file: its bytes are kept by the API's `files`, the row shows a `FileValue`. It is uploaded in a multipart form or
   * by PUT to the row's `/{name}`, where GET reads it.
   */
  file: ({ types, maxBytes }: FileOptions = {}) =>
    create<Field<FileValue, never, 'file'>>('file', {
      ...(types !== undefined && { types }),
      ...(maxBytes !== undefined && { maxBytes }),
    }),
  /** A secret; see {@link SecretField}. */
  secret: () => create<SecretField>('secret', { writeOnly: true }),
  /**
   * The id of a row of another resource; the name of the field ends in `Id`. Deleting a row that is referred to is
   * refused (409) unless `onDelete` says otherwise; `id: 'integer'` where the other resource counts its ids.
   */
  reference: <const Target extends string, const Id extends IdKind = 'uuid'>(
    target: Target,
    options: { readonly onDelete?: OnDelete; readonly id?: Id } = {},
  ): Field<IdOf<Id>, never, `reference:${Target}`> =>
    create('reference', {
      target,
      indexed: true,
      onDelete: options.onDelete ?? 'restrict',
      targetId: options.id ?? 'uuid',
    }),
  /** A reference filled with the caller's id when a row is created, and never changed by clients; options as of those. */
  owner: <const Target extends string, const Id extends IdKind = 'uuid'>(
    target: Target,
    options: { readonly onDelete?: OnDelete; readonly id?: Id } = {},
  ): Field<IdOf<Id>, 'readOnly', `reference:${Target}`> =>
    create('reference', {
      target,
      indexed: true,
      readOnly: true,
      owner: true,
      onDelete: options.onDelete ?? 'restrict',
      targetId: options.id ?? 'uuid',
    }),
})
