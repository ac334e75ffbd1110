import { type ComputedRef, type Ref, ref } from 'vue'
import type { Theme } from '../../../../shared/attention/colours.ts'
import { rasterOf } from '../../../maps/picture-sheet.ts'
import { handOverPicture, handOverText, save } from '../../../ui/hand-over.ts'
import { type ExportedMap, type MapFormat, archiveOf, bytesOf, svgOf, svgOfAll } from './exports.ts'

/** Milliseconds that a word on what was done stays. */
const SAID = 3000

/** Takes maps along, and says what became of it. */
export function useSaving(theme: Ref<Theme>, maps: ComputedRef<readonly ExportedMap[]>) {
  const said = ref<{ run: string | null; text: string }>({ run: null, text: '' })
  let timer: ReturnType<typeof setTimeout> | undefined
  function say(text: string, run: string | null = null): void {
    said.value = { run, text }
    clearTimeout(timer)
    timer = setTimeout(() => (said.value = { run: null, text: '' }), SAID)
  }

  async function toPng(svg: string): Promise<Blob> {
    const canvas = await rasterOf(svg)
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('too large'))), 'image/png'),
    )
  }

  async function saveAll(of: readonly ExportedMap[], format: MapFormat): Promise<void> {
    const [first] = of
    if (!first) return
    const name = of.length === 1 ? first.file : 'attention-maps'
    const one = of.length === 1
    try {
      if (format === 'csv' || format === 'npy') {
        const blob = one ? new Blob([new Uint8Array(bytesOf(first, format))]) : archiveOf(of, format)
        save(blob, one ? `${name}.${format}` : `${name}-${format}.zip`)
      } else {
        const svg = one ? svgOf(first, theme.value) : svgOfAll(of, theme.value)
        save(format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await toPng(svg), `${name}.${format}`)
      }
      say('Saved')
    } catch {
      say('This browser could not make the picture: it is too large. Save fewer maps, or SVG.')
    }
  }

  /** The maps of one run onto the clipboard, or into a file where that is not allowed. */
  async function copyOf(run: string, as: 'png' | 'csv'): Promise<void> {
    const of = maps.value.filter(({ one }) => one.face.key.startsWith(`${run} `))
    const [first] = of
    if (!first) return
    if (as === 'csv') {
      const text = of.map((map) => new TextDecoder().decode(bytesOf(map, 'csv'))).join('\n')
      const done = await handOverText(text, `${first.file}.csv`)
      say(done === 'copied' ? 'Weights copied as CSV' : 'Weights saved as CSV', run)
      return
    }
    const svg = of.length === 1 ? svgOf(first, theme.value) : svgOfAll(of, theme.value)
    const done = await handOverPicture(await rasterOf(svg), `${first.file}.png`)
    say(done === 'copied' ? 'Picture copied' : 'Picture saved', run)
  }

  async function copyCommand(command: string): Promise<void> {
    const done = await handOverText(command, 'command.txt', 'text/plain')
    say(done === 'copied' ? 'Copied' : 'Saved as a file')
  }

  return { said, saveAll, copyOf, copyCommand }
}
