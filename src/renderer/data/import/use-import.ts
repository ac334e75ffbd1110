import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { JsonObject, JsonValue } from '../../../shared/config/assign.ts'
import type { RecipeInput } from '../../../shared/datasets/recipe.ts'
import type { ImportPreview, StoredDataset } from '../../../shared/datasets/stored.ts'
import { useHost } from '../../client/inject.ts'
import { useDatasetJobs } from '../stored/dataset-jobs.ts'
import { type RecipeFile, usualName } from '../../../shared/datasets/arrange-files.ts'

/** Rows of the preview. */
const ROWS = 50
/** Milliseconds that options rest before the files are looked at again. */
const REST = 150

/** All of a recipe but its files and how they are read. */
export type ImportChoices = Required<Pick<RecipeInput, 'swap' | 'normalisation' | 'splitting' | 'skipBad'>>

const USUAL: ImportChoices = {
  swap: false,
  normalisation: { unicode: 'none', lowerCase: false, trim: false },
  splitting: { kind: 'given' },
  skipBad: false,
}

export interface ImportState {
  readonly choices: Readonly<ShallowRef<ImportChoices>>
  /** Reading options that the user gave; the others are guessed. */
  readonly reading: ShallowRef<JsonObject>
  readonly name: Ref<string>
  /** What the files look like with the options; the last one stays while the next is made. */
  readonly preview: Readonly<ShallowRef<ImportPreview | null>>
  readonly error: ShallowRef<unknown>
  readonly looking: Readonly<Ref<boolean>>
  readonly importing: Readonly<Ref<boolean>>
  readonly recipe: ComputedRef<RecipeInput>
  choose(some: Partial<ImportChoices>): void
  setReading(option: string, value: JsonValue): void
  /** Back to what is guessed. */
  resetReading(option: string): void
  look(): void
  /** Null where it was cancelled or failed, which `error` tells. */
  run(): Promise<StoredDataset | null>
}

/** An import while it is put together, with a look at what it will give. */
export function useImport(files: () => readonly RecipeFile[]): ImportState {
  const host = useHost()
  const jobs = useDatasetJobs()
  const choices = shallowRef<ImportChoices>(USUAL)
  const reading = shallowRef<JsonObject>({})
  const name = ref('')
  const preview = shallowRef<ImportPreview | null>(null)
  const error = shallowRef<unknown>(null)
  const looking = ref(false)
  const importing = ref(false)
  const recipe = computed<RecipeInput>(() => ({ ...choices.value, files: [...files()], reading: reading.value }))
  const fileKey = computed(() => JSON.stringify(files()))

  watch(fileKey, () => {
    reading.value = {}
    choices.value = USUAL
    preview.value = null
    name.value = usualName(files())
  })
  name.value = usualName(files())

  // An older look never overtakes a newer.
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  function look(): void {
    clearTimeout(timer)
    turn += 1
    const mine = turn
    if (files().length === 0) {
      error.value = null
      looking.value = false
      return
    }
    if (host.connection.value.generation === 0) return
    looking.value = true
    timer = setTimeout(() => void lookNow(mine), REST)
  }
  async function lookNow(mine: number): Promise<void> {
    try {
      const found = await host.api.datasets.preview({ recipe: recipe.value, rows: ROWS })
      if (mine !== turn) return
      preview.value = found
      error.value = null
    } catch (reason) {
      if (mine === turn) error.value = reason
    } finally {
      if (mine === turn) looking.value = false
    }
  }
  watch([recipe, () => host.connection.value.generation], look, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))

  return {
    choices,
    reading,
    name,
    preview,
    error,
    looking,
    importing,
    recipe,
    look,
    choose: (some) => (choices.value = { ...choices.value, ...some }),
    setReading(option, value) {
      // Options of one format mean nothing to another.
      reading.value = option === 'format' ? { format: value } : { ...reading.value, [option]: value }
    },
    resetReading(option) {
      reading.value = Object.fromEntries(Object.entries(reading.value).filter(([key]) => key !== option))
    },
    async run() {
      importing.value = true
      error.value = null
      const asked = { recipe: accepted(), name: name.value.trim() }
      try {
        return await jobs.start(asked.name || 'Import', (task, signal) =>
          host.api.datasets.import({ ...asked, task }, { signal }),
        )
      } catch (reason) {
        error.value = reason
        return null
      } finally {
        importing.value = false
      }
    },
  }

  /** What was shown is what is done, not what another guess would be. */
  function accepted(): RecipeInput {
    return { ...recipe.value, reading: { ...preview.value?.reading, ...reading.value } as JsonObject }
  }
}
