import { isJsonObject } from '../../shared/config/assign.ts'
import { configurationJsonSchema } from '../../shared/config/configuration.ts'
import { formFromSchema } from './schema-form.ts'

const schema = configurationJsonSchema()

/** The form of a whole run, made once from the schema. */
export const configurationForm = formFromSchema(isJsonObject(schema) ? schema : {})
