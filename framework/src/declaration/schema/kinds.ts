import type { FieldDefinition, KindName } from './field.ts'
import type { Kind } from './kind.ts'
import { file } from './kinds/file.ts'
import { boolean, decimal, integer, number } from './kinds/number.ts'
import { bytes, createListKind, idKinds, json, uuid } from './kinds/structure.ts'
import { choice, email, secret, text, url } from './kinds/text.ts'
import { date, duration, timestamp } from './kinds/time.ts'
import { createVariantKind } from './kinds/variant.ts'

const kinds: Readonly<Record<Exclude<KindName, 'reference'>, Kind>> = {
  text,
  integer,
  number,
  decimal,
  boolean,
  timestamp,
  date,
  duration,
  uuid,
  choice,
  url,
  email,
  json,
  list: createListKind(kindOf),
  bytes,
  secret,
  variant: createVariantKind(kindOf),
  file,
}

/** What the kind of a field knows. */
export function kindOf(definition: FieldDefinition): Kind {
  return definition.kind === 'reference' ? idKinds[definition.targetId ?? 'uuid'] : kinds[definition.kind]
}
