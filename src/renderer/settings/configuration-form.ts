import { isJsonObject } from '../../shared/config/assign.ts'
import { configurationJsonSchema } from '../../shared/config/configuration.ts'
import { type FormSection, formFromSchema } from './schema-form.ts'

const schema = configurationJsonSchema()

/** The form of a whole run, made once from the schema. */
export const configurationForm = formFromSchema(isJsonObject(schema) ? schema : {})

/** What the form calls the setting at a dotted path, such as `Encoder: Layers`; the path itself where it has no such field. */
export function settingTitle(path: string): string {
  return titleIn(configurationForm, path) ?? path
}

function titleIn(section: FormSection, path: string): string | undefined {
  const field = section.fields.find((one) => one.path === path)
  if (field) return section.path === '' || section.title === '' ? field.title : `${section.title}: ${field.title}`
  for (const inner of [...section.sections, ...section.variants.values()]) {
    const found = titleIn(inner, path)
    if (found !== undefined) return found
  }
  return undefined
}
