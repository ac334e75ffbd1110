import { z } from 'zod'
import { isJsonObject } from '../../../shared/config/assign.ts'
import { FORMATS, FORMAT_IDS, type FormatId } from '../../../shared/datasets/reading.ts'
import { type FormSection, formFromSchema } from '../../settings/schema-form.ts'

const forms = new Map<FormatId, FormSection>()

/** The form of a reader's options, made from its schema. */
export function readingForm(format: FormatId): FormSection {
  const known = forms.get(format)
  if (known) return known
  const of = FORMATS.find(({ shape }) => shape.format.value === format)
  const schema: unknown = of && z.toJSONSchema(of, { io: 'input' })
  const form = formFromSchema(isJsonObject(schema) ? schema : {})
  forms.set(format, form)
  return form
}

export const FORMAT_TITLES: readonly { readonly id: FormatId; readonly title: string }[] = FORMAT_IDS.map((id) => ({
  id,
  title: readingForm(id).title,
}))

export const isFormat = (value: unknown): value is FormatId => FORMAT_IDS.some((id) => id === value)

/** What a format is called; anything else as it is. */
export const formatTitle = (value: string): string => (isFormat(value) ? readingForm(value).title : value)
