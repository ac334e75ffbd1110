import { isJsonObject } from '../../shared/config/assign.ts'
import { configurationJsonSchema } from '../../shared/config/configuration.ts'
import { type FormSection, formFromSchema } from './schema-form.ts'

let form: FormSection | undefined

/** The form of a whole run, made from the schema when it is first asked for. */
export function configurationForm(): FormSection {
  if (form) return form
  const schema = configurationJsonSchema()
  return (form = formFromSchema(isJsonObject(schema) ? schema : {}))
}
