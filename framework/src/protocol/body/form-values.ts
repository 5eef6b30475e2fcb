import type { FormField } from '../../declaration/resource/form.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'
import { fulfils } from '../../declaration/schema/fulfils.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { kindOf } from '../../declaration/schema/kinds.ts'
import { MalformedBody } from '../../kernel/problem/catalogue.ts'
import { parseJson } from './parse-json.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/** One member of a form: whatever it stands for, it comes as text. */
export type FormEntry = readonly [name: string, text: string]

/**
 * Turns the members of a form into the body that JSON would have been. A text that its field cannot have stays what it
 * is, so that it is refused as JSON's would be.
 */
export type FormReader = (entries: Iterable<FormEntry>) => Readonly<Record<string, unknown>>

/** Compiles the reader of the forms of one route; members that are no field stay text. */
export function createFormReader(fields: Iterable<FormField>): FormReader {
  const readers = new Map<string, TextsReader>()
  for (const { name, definition } of fields) readers.set(name, toTextsReader(definition))
  return (entries) => {
    const texts = Map.groupBy(entries, ([name]) => name)
    // Defined one by one: a member named `__proto__` is a member like any other.
    return Object.fromEntries(
      [...texts].map(([name, group]) => {
        const sent = group.map(([, text]) => text)
        return [name, (readers.get(name) ?? toPlain)(sent, name)]
      }),
    )
  }
}

/** The texts that came under one name as one value. */
type TextsReader = (texts: readonly string[], name: string) => unknown
type TextReader = (text: string, name: string) => unknown

const toPlain: TextsReader = (texts) => (texts.length === 1 ? texts[0] : texts)

function toTextsReader(definition: FieldDefinition): TextsReader {
  const { kind, items } = definition
  if (kind === 'list') {
    const readItem = toTextReader(items!)
    const isEmpty = (texts: readonly string[]) => texts.length === 1 && texts[0] === ''
    return (texts, name) => (isEmpty(texts) ? [] : texts.map((text) => readItem(text, name)))
  }
  const readText = toTextReader(definition)
  const isNull = definition.optional && !takesNothing(definition)
  // Twice where it may stand once: a list, which no such field can be.
  return (texts, name) => {
    if (texts.length !== 1) return texts
    return isNull && texts[0] === '' ? null : readText(texts[0]!, name)
  }
}

/** Whether the empty text is a value of the field: then it does not stand for nothing. */
function takesNothing(definition: FieldDefinition): boolean {
  const kind = kindOf(definition)
  const isText = fulfils(kind.toSchema(definition, 'in'), '')
  return definition.kind !== 'json' && isText && !(kind.normalize('', definition) instanceof InvalidValue)
}

/** Only what is no text in JSON has to be read here. */
function toTextReader(definition: FieldDefinition): TextReader {
  switch (definition.kind) {
    // Of a file it says that it is kept, or taken away: bytes come as a part of their own.
    case 'file':
    case 'json':
    case 'variant':
      return toJson
    case 'boolean':
      return (text) => (text === 'on' ? true : toParsed(text, definition))
    case 'integer':
    case 'number':
    case 'reference':
      return (text) => toParsed(text, definition)
    default:
      return (text) => text
  }
}

function toParsed(text: string, definition: FieldDefinition): unknown {
  const value = kindOf(definition).parse(text, definition)
  return value instanceof InvalidValue ? text : value
}

function toJson(text: string, name: string): unknown {
  try {
    return parseJson(Buffer.from(text))
  } catch (cause) {
    const pointer = `/${toPointerToken(name)}`
    const errors = [{ pointer, code: 'invalid_json', detail: 'must be JSON' }]
    throw new MalformedBody({ errors, cause })
  }
}
