// The entry `ninety/openapi`: the document of an API without serving it.
export { createDocument } from './protocol/openapi/document.ts'
export type { DocumentOptions, OpenApiDocument } from './protocol/openapi/document.ts'
export { toYaml } from './protocol/openapi/yaml.ts'
export { compareDocuments } from './protocol/openapi/diff/compare-documents.ts'
export type { DocumentChange } from './protocol/openapi/diff/document-change.ts'
