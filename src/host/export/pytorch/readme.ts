import { visibleLine } from '../../../shared/visible-text.ts'
import { wordsOf } from '../../../shared/white-space.ts'
import type { TokenizerId } from '../../../shared/tokenizers.ts'
import type { ModelShape } from './shape.ts'
import { modelFileName } from './tokenizer.ts'

export interface ReadmeFacts {
  /** The run's name, as the user gave it. */
  readonly name: string
  readonly step: number
  readonly version: string
  readonly tokenizer: Readonly<Record<'source' | 'target', TokenizerId>>
}

/** README.md of the package. */
export function composeReadme(
  { name, step, version, tokenizer }: ReadmeFacts,
  { decoder, attention }: ModelShape,
): string {
  const answer = attention
    ? 'logits, attention = model(source, lengths, target)'
    : 'logits = model(source, lengths, target)'
  const coverage =
    attention?.coverage === true
      ? '\nThe run was trained with a coverage loss as well, which is no part of the model: the sum over the source of the\nsmaller of a weight and the sum of the weights before it (See 2017, equation 12).\n'
      : ''
  return `# ${escapeMarkdown(name)}

A model trained with Saccade ${version}, as a package for PyTorch: its weights after step ${step}.

| File                  | What it is                                                                              |
| --------------------- | --------------------------------------------------------------------------------------- |
| \`model.py\`            | the model, readable from top to bottom, with nothing in it that this run does not use   |
| \`weights.safetensors\` | its \`state_dict\`                                                                        |
| \`translate.py\`        | translates lines of text greedily, as \`saccade translate\` does                          |
| \`tokenizer.py\`        | cuts text into tokens and joins them, without PyTorch                                   |
${modelRows(tokenizer)}| \`vocabulary.json\`     | the tokens of source and target in the order of their ids, and how often each was seen  |
| \`config.json\`         | the run's complete configuration                                                        |
| \`watched.json\`        | the sentences whose attention the run kept; only Saccade reads it                       |

## Run it

\`\`\`sh
pip install torch safetensors${uses(tokenizer, 'sentencepiece') ? ' sentencepiece' : ''}
python translate.py < source.txt > target.txt
\`\`\`

\`\`\`python
import torch
from safetensors.torch import load_file
from model import Seq2Seq

model = Seq2Seq()
model.load_state_dict(load_file("weights.safetensors"))
${answer}
\`\`\`

Ids are those of \`vocabulary.json\`: 0 is \`<pad>\`, 1 \`<bos>\`, 2 \`<eos>\`, 3 \`<unk>\`. \`source\` [batch, source] ends each
sentence with \`<eos>\` and is padded behind it; \`lengths\` [batch] counts its tokens, \`<eos>\` included; \`target\`
[batch, target] begins with \`<bos>\`. ${decoder.vocabulary} logits for each target position are of the token that comes next.

## Train it, and take it back

Train the \`Seq2Seq\` as any module, with a cross entropy that ignores \`<pad>\`; \`teacher_forcing_ratio\` is 1 unless you give
another. All sizes are arguments, those of the run by default: \`Seq2Seq(source_vocabulary=5000)\`. Then save it under the same name and let
Saccade read the folder:
${coverage}
\`\`\`python
from safetensors.torch import save_file

save_file(model.state_dict(), "weights.safetensors")
\`\`\`

\`\`\`sh
saccade import .
\`\`\`

It becomes a finished run there. A model of other sizes wants them in \`config.json\` too, and tokens of your own in
\`vocabulary.json\`.
`
}

type Sides = ReadmeFacts['tokenizer']

function uses({ source, target }: Sides, tokenizer: TokenizerId): boolean {
  return source === tokenizer || target === tokenizer
}

/** Lines of the table of files. */
function modelRows(tokenizer: Sides): string {
  return (['source', 'target'] as const)
    .flatMap((side) => modelFileName(side, tokenizer[side]) ?? [])
    .map((name) => {
      const what = name.endsWith('.codes')
        ? 'merges of byte pair encoding, as subword-nmt writes them'
        : 'a model of SentencePiece'
      return `| ${`\`${name}\``.padEnd(21)} | ${what.padEnd(87)} |\n`
    })
    .join('')
}

/** A name stays a name: nothing in it means anything to Markdown, and it is one line. */
function escapeMarkdown(text: string): string {
  return visibleLine(wordsOf(text).join(' ')).replace(/[\\`*_{}[\]<>#|!]/g, '\\$&')
}
