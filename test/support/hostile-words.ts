/** Words that would run if they came into a page as markup: as the name of a run, as tokens, and in Markdown. */
import type { Database } from '../../src/host/storage/database.ts'
import { putSnapshot } from '../../src/host/storage/snapshots.ts'
import { putWatched } from '../../src/host/storage/watched.ts'

export const EVIL = '</script><script>window.ran=1</script><!--<script><img src=x onerror="window.ran=2">'

export const TOKENS = ['</script>', '<!--', '<img src=x onerror="window.ran=3">']

export const WORDS = `# What we see </title>

All **three** learn <script>window.ran=4</script> [here](javascript:window.ran=5) and [there](https://example.org/a).

<img src=x onerror="window.ran=6"> ![picture](https://example.org/a.png)`

/** Lets a run of a prepared history watch the tokens as its sentence 3, with maps of two heads at every kept step. */
export function watchTokens(database: Database, run: string): void {
  const [index, size] = [3, TOKENS.length]
  putWatched(database, run, [{ index, source: TOKENS, reference: TOKENS, alignment: null }])
  for (let step = 0; step <= 1000; step += 100) {
    const map = (mode: 'teacher-forced' | 'free-running') => {
      const weights = Float32Array.from(
        { length: 2 * size * size },
        (_, at) => (1 + ((at * run.charCodeAt(1)) % 7)) / 9,
      )
      return { mode, source: TOKENS, target: TOKENS, layers: 1, heads: 2, weights }
    }
    const maps = [map('teacher-forced'), map('free-running')]
    putSnapshot(database, run, { step, sentences: [{ index, text: TOKENS.join(' '), maps }] })
  }
}
