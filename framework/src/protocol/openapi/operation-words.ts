import type { VerbRoute } from '../../declaration/resource/verb.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toSingular } from '../../kernel/values/singular.ts'
import { toPascal } from './component-names.ts'

/** The id of an operation, such as `listTodos` or `completeTodo`; generated clients make method names of it. */
export function toOperationId({ verb, method, on, action }: VerbRoute, { name }: Model, row: string): string {
  const subject = on === 'row' || verb === 'create' ? row : toPascal(name)
  if (method === 'QUERY') return `query${subject}`
  if (action === undefined) return `${verb === 'read' ? 'get' : verb}${subject}`
  const isTaken = (on === 'row' ? rowVerbs : collectionVerbs).includes(action.name)
  return `${action.name}${subject}${isTaken ? 'Action' : ''}`
}

const rowVerbs = ['get', 'create', 'replace', 'update', 'delete']
const collectionVerbs = ['list', 'query']

/** What an operation does, in a few words. */
export function toSummary({ verb, method, on, action }: VerbRoute, { name }: Model): string {
  const many = toWords(name)
  const one = withArticle(toWords(toSingular(name)))
  if (action !== undefined)
    return action.summary ?? `${capitalise(toWords(action.name))} ${on === 'row' ? one : many}`
  if (method === 'QUERY') return `Query ${many}`
  const sentences = {
    list: `List ${many}`,
    read: `Get ${one}`,
    create: `Create ${one}`,
    replace: `Replace ${one}`,
    update: `Change ${one}`,
    delete: `Delete ${one}`,
    action: '',
  }
  return sentences[verb]
}

/** `bankAccounts` → `bank accounts`. */
export const toWords = (camel: string): string =>
  camel.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
