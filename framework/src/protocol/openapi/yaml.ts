// YAML 1.2 of the document.
import { stringify } from 'yaml'
import type { OpenApiDocument, OpenApiObject } from './openapi-object.ts'

/** The document as YAML; what it says twice stands twice, for tools that know no anchors. */
export function toYaml(document: OpenApiDocument | OpenApiObject): string {
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 })
}
