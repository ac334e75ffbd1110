import type { Component } from 'vue'
import { z } from 'zod'
import type { BoardPanel } from '../../../shared/board/board.ts'
import { isJsonObject } from '../../../shared/config/assign.ts'
import { type FormSection, formFromSchema } from '../../settings/schema-form.ts'
import { withShared } from '../board-edits.ts'

type OptionsSchema = z.ZodObject<Record<string, z.ZodType>>

/**
 * A kind of panel. Its component gets the props `panel` (a {@link BoardPanel}) and `options` (read by the schema), tells
 * of changed options by `update:options` with those that changed and how ({@link OptionChange}), and looks at nothing but
 * the board and the history.
 */
export interface PanelDefinition<Options extends OptionsSchema = OptionsSchema> {
  /** As boards keep it; never changed once a board may hold it. */
  readonly kind: string
  readonly title: string
  /** One sentence: what it shows. */
  readonly description: string
  /** Each option has a default, so that a board need not say it; with title and description, from which a form is made. */
  readonly options: Options
  /** Options that have a control in the panel itself, and need none in the form. */
  readonly ownControls?: readonly string[]
  /** Options that ask what a report does not hold: there they have no control. */
  readonly asksHost?: readonly string[]
  /** Options that a report can answer for which holds all outputs, and no other. */
  readonly asksOutputs?: readonly string[]
  /** Those that all panels of the kind on a board have alike, such as a zoom into their one axis. */
  readonly shared?: readonly string[]
  /** Columns of twelve, where the board does not say. */
  readonly width: number
  /**
   * Where the board does not say: a share of what is seen of the board at once, and never less than so many pixels; or as high as
   * what it shows.
   */
  readonly height: { readonly share: number; readonly least: number } | 'content'
  /** What one panel is called instead of `title`; empty where it has no name of its own. */
  titleOf?(options: z.output<Options>): string
  readonly component: Component
}

/** Second argument of `update:options`. */
export interface OptionChange {
  /** One of the many that make up a zoom: Back does not stop at it. */
  readonly quietly?: boolean
}

/** The form of the options that have no control in the panel itself, and of those that a report can answer for. */
export function optionsForm(
  { options, ownControls = [], asksHost = [], asksOutputs = [] }: PanelDefinition,
  report: { readonly whole: boolean } | null = null,
): FormSection {
  const schema: unknown = z.toJSONSchema(options, { io: 'input' })
  const form = formFromSchema(isJsonObject(schema) ? schema : {})
  const isOffered = ({ path }: { readonly path: string }) =>
    !ownControls.includes(path) &&
    !(report && asksHost.includes(path)) &&
    !(report?.whole === false && asksOutputs.includes(path))
  return { ...form, fields: form.fields.filter(isOffered), sections: form.sections.filter(isOffered) }
}

/** A new panel of a kind, as a board keeps it: what such panels share it has from `other`, where one is there. */
export function newPanel(
  { kind, width, shared = [] }: PanelDefinition,
  other?: Pick<BoardPanel, 'options'>,
): Omit<BoardPanel, 'id'> {
  return { kind, width, options: withShared({}, other?.options ?? {}, shared) }
}
