import { hasRole } from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'

const items = resource('items', {
  fields: {
    name: field.text().min(1).max(5),
    price: field.decimal().optional(),
    state: field.choice('open', 'sold').default('open'),
    stock: field.integer().default(() => 7),
    soldAt: field.timestamp().optional(),
    views: field.integer().readOnly().default(0),
    pin: field.text().max(4).writeOnly().optional(),
    cost: field.decimal().visible(hasRole('admin')).default('1'),
    weight: field.number().visible(hasRole('admin')),
    hint: field.text().max(4).transient(),
  },
}).computed('label', field.text(), ({ name }) => `<${name}>`)

const loose = resource('loose', {
  unknown: 'ignore',
  fields: { name: field.text(), views: field.integer().readOnly() },
})
const keyed = resource('keyed', { id: 'text', upsert: true, fields: { name: field.text() } })

const models = createModels([items, loose, keyed])
export const modelOf = (name: 'items' | 'loose' | 'keyed') => models.get(name)!
