import type { Api } from '../../server/api/create-api.ts'
import { importModule } from './import-apis.ts'
import { withApi } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes } from './terminal.ts'

/** What a file exports as default that fills a database. */
type Seed = (api: Api) => Promise<unknown>

const remedy = 'name a file with: export default async function seed(api) { … }'

/** `ninety db seed`: hands the API of a module to a function that puts rows into its store. */
export async function seedDatabase(path: string, file: string): Promise<number> {
  const { default: seed } = await importModule(file, remedy)
  if (typeof seed !== 'function') throw refuse(file, 'exports no function as default', remedy)
  await withApi(path, (api) => (seed as Seed)(api))
  return exitCodes.done
}
