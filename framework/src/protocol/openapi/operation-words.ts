import type { LinkPlace, VerbRoute } from '../../declaration/resource/verb.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { Nesting } from '../../declaration/resource/nesting.ts'
import { toSingular } from '../../kernel/values/singular.ts'
import { toPascal } from './component-names.ts'

/** The id of an operation, such as `listTodos` or `completeTodo`; generated clients make method names of it. */
export function toOperationId(route: VerbRoute, model: Model, row: string): string {
  const { verb, method, on, action, nesting, link, file } = route
  const { name } = model
  if (nesting !== undefined && nesting.relation !== model.home?.relation) return toNestedId(route, nesting)
  if (link !== undefined) return toLinkId(verb, link, row)
  if (file !== undefined) return `${fileVerbs[verb as keyof typeof fileVerbs]}${row}${toPascal(file)}`
  const subject = on === 'row' || verb === 'create' || verb === 'upsert' ? row : toPascal(name)
  if (method === 'QUERY') return `query${subject}`
  if (action === undefined) return `${verb === 'read' ? 'get' : verb}${subject}`
  const isTaken = (on === 'row' ? rowVerbs : collectionVerbs).includes(action.name)
  return `${action.name}${subject}${isTaken ? 'Action' : ''}`
}

/** Of a collection that has another address of its own, such as `listItemsOfStore` and `createItemOfStore`. */
function toNestedId({ verb, method }: VerbRoute, { parent, relation }: Nesting): string {
  const subject = verb === 'list' ? relation.name : toSingular(relation.name)
  return `${method === 'QUERY' ? 'query' : verb}${toPascal(subject)}Of${toPascal(toSingular(parent.name))}`
}
const fileVerbs = { readFile: 'download', writeFile: 'upload', removeFile: 'remove' } as const

/** Such as `linkTagOfItem`. */
function toLinkId(verb: VerbRoute['verb'], { relation }: LinkPlace, row: string): string {
  const words = { readLink: 'getLinked', putLink: 'link', deleteLink: 'unlink' } as const
  return `${words[verb as 'putLink']}${toPascal(toSingular(relation.name))}Of${row}`
}

const rowVerbs = ['get', 'create', 'replace', 'update', 'delete']
const collectionVerbs = ['list', 'query']

/** What an operation does, in a few words. */
export function toSummary(
  { verb, method, on, action, nesting, link, file }: VerbRoute,
  { name, naturalKey }: Model,
): string {
  const of = nesting === undefined ? '' : ` of ${withArticle(toWords(toSingular(nesting.parent.name)))}`
  if (file !== undefined) {
    const what = `the ${toWords(file)} of ${withArticle(toWords(toSingular(name)))}`
    return `${capitalise(fileVerbs[verb as keyof typeof fileVerbs])} ${what}`
  }
  const many = toWords(name)
  const one = withArticle(toWords(toSingular(name)))
  if (link !== undefined) {
    const other = withArticle(toWords(toSingular(link.relation.name)))
    const words = {
      readLink: `Get the link of ${one} with`,
      putLink: `Link ${one} with`,
      deleteLink: `Unlink ${one} from`,
    }
    return `${words[verb as 'putLink']} ${other}`
  }
  if (action !== undefined)
    return action.summary ?? `${capitalise(toWords(action.name))} ${on === 'row' ? one : many}`
  if (method === 'QUERY') return `Query ${many}${of}`
  const sentences = {
    list: `List ${many}${of}`,
    read: `Get ${one}`,
    create: `Create ${one}${of}`,
    replace: `Replace ${one}`,
    update: `Change ${one}`,
    delete: `Delete ${one}`,
    upsert: `Create or replace ${one} by ${naturalKey?.join(' and ') ?? ''}`,
    updateMany: `Change all ${many} that a filter finds`,
    deleteMany: `Delete all ${many} that a filter finds`,
    action: '',
    readLink: '',
    putLink: '',
    deleteLink: '',
  }
  return sentences[verb as keyof typeof sentences]
}

/** `bankAccounts` → `bank accounts`. */
export const toWords = (camel: string): string =>
  camel.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
