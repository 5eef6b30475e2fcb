import { field } from 'ninety'

/** What something is called: a text of up to 80 characters, not all of them blank. */
export const nameField = () =>
  field
    .text()
    .min(1)
    .max(80)
    .pattern(/.*\S.*/)
    .indexed()
