// XML 1.0 (fifth edition) of rows and collections.
import { toSingular } from '../../kernel/values/singular.ts'
import { toPlainRow } from './plain-row.ts'
import type { Representation } from './representation.ts'

/** Rows as elements named after their resource, with an element for each member. */
export const xml = Object.freeze<Representation>({
  mediaType: 'application/xml',
  contentType: 'application/xml; charset=utf-8',
  tag: 'xml',
  isLinked: false,
  writeItem: ({ json }, { model, view }) => toDocument(toRowName(model.name), toPlainRow(json, view)),
  writePage: (rows, page, { model, view }) => {
    const name = toRowName(model.name)
    const elements = rows.map(({ json }) => toElement(name, toPlainRow(json, view)))
    return wrap(model.name, elements.join('') + toElement('page', page))
  },
  writeGroups: ({ resource, rows, page }) => {
    const elements = rows.map((row) => toElement('group', row)).join('')
    return wrap(resource, page === undefined ? elements : elements + toElement('page', page))
  },
  writeResult: (result, name) => toDocument(name, result ?? null),
})

/** The element of one row; of `pages` it must not look like the element with the paging members. */
const toRowName = (resource: string): string => {
  const singular = toSingular(resource)
  return singular === 'page' ? 'row' : singular
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const instance = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

const wrap = (name: string, content: string): string =>
  `${declaration}<${name}${instance}>${content}</${name}>`

function toDocument(name: string, value: unknown): string {
  return declaration + toElement(name, value, instance)
}

/** One element: members of an object and elements of a list stand inside it, null is an empty one marked `xsi:nil`. */
function toElement(name: string, value: unknown, attributes = ''): string {
  const { tag, start } = toTag(name, attributes)
  if (value === null || value === undefined) return `<${start} xsi:nil="true"/>`
  return `<${start}>${toContent(name, value)}</${tag}>`
}

function toContent(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const singular = toSingular(name)
    const each = singular === name || !isName(singular) ? 'item' : singular
    return value.map((inner) => toElement(each, inner)).join('')
  }
  if (typeof value !== 'object' || value === null) return escapeXml(String(value))
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => toElement(key, inner))
    .join('')
}

/** A key of a JSON value that cannot name an element stands in an attribute. */
function toTag(name: string, attributes: string): { readonly tag: string; readonly start: string } {
  if (isName(name)) return { tag: name, start: name + attributes }
  return { tag: 'member', start: `member name="${escapeXml(name)}"${attributes}` }
}

// Names beginning with `xml` are reserved (section 2.3), and a colon would mean a namespace.
const isName = (name: string): boolean => /^(?!xml)[A-Za-z_][\w.-]*$/i.test(name)

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text that reads the same again; what no XML document can hold becomes U+FFFD (section 2.2). */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      // Parsers read line ends and, in attributes, white space as something else (sections 2.11 and 3.3.3).
      .replaceAll(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? `&#${character.charCodeAt(0)};`)
  )
}
