import { define } from './python.ts'

const READ_LINES = define(
  'read_lines(path)',
  'Lines of UTF-8 text, cut at line feeds only; a byte order mark at the start is dropped.',
  'data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()',
  'lines = data.removeprefix(b"\\xef\\xbb\\xbf").removesuffix(b"\\n").split(b"\\n") if data else []',
  'for number, line in enumerate(lines, 1):',
  '    try:',
  '        lines[number - 1] = line.decode("utf-8").removesuffix("\\r")',
  '    except UnicodeDecodeError:',
  '        sys.exit(f"error: line {number} is not UTF-8 text")',
  '    if b"\\0" in line:',
  '        sys.exit(f"error: line {number} is not text: it holds NUL")',
  'return lines',
)

const ONE_LINE = define(
  'one_line(text)',
  'What would break the line, or act on a terminal, is shown by its number.',
  String.raw`return CONTROLS.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)`,
)

const TRANSLATE = define(
  'translate(model, vocabulary, lines, device)',
  'One output for each line, empty for a line without words.',
  'ids = {token: index for index, token in enumerate(vocabulary["source"]["tokens"]) if index > UNK}',
  'words = vocabulary["target"]["tokens"]',
  'outputs = [""] * len(lines)',
  'cut = [SOURCE.tokenize(line) if WORD.search(line) else [] for line in lines]',
  'asked = [place for place, tokens in enumerate(cut) if tokens]',
  'if asked:',
  '    rows = [[ids.get(token, UNK) for token in cut[place]] + [EOS] for place in asked]',
  '    lengths = torch.tensor([len(row) for row in rows])',
  '    source = pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)',
  '    decoded = model.greedy(source.to(device), lengths.to(device), LENGTH_FACTOR)',
  '    for place, sentence in zip(asked, decoded):',
  '        outputs[place] = TARGET.join([words[index] for index in sentence if index != EOS])',
  'return outputs',
)

const MAIN = define(
  'main()',
  null,
  'parser = argparse.ArgumentParser(description="Translates lines of text greedily.")',
  'parser.add_argument("input", nargs="?", default="-", help="one source a line; without it standard input")',
  'parser.add_argument("--weights", default=HERE / "weights.safetensors", help="another state_dict of the model")',
  'parser.add_argument("--batch", type=int, default=64, help="lines decoded together")',
  'parser.add_argument("--device", default="cpu", help="such as cuda")',
  'options = parser.parse_args()',
  '',
  'vocabulary = json.loads((HERE / "vocabulary.json").read_text(encoding="utf-8"))',
  'model = Seq2Seq().to(options.device).eval()',
  'model.load_state_dict(load_file(options.weights))',
  'sys.stdout.reconfigure(encoding="utf-8", newline="\\n")',
  'lines = read_lines(options.input)',
  'for start in range(0, len(lines), options.batch):',
  '    for output in translate(model, vocabulary, lines[start : start + options.batch], options.device):',
  '        print(one_line(output))',
)

/**
 * translate.py: prints what `saccade translate` prints.
 * @param lengthFactor a sentence ends at the latest after source length × factor + 10 tokens
 */
export function composeTranslate(lengthFactor: number): string {
  const head = [
    '"""Translates lines of text greedily, as the run does: one line out for each line in.',
    '',
    '    python translate.py < source.txt > target.txt',
    '"""',
    '',
    'import argparse',
    'import json',
    'import re',
    'import sys',
    'from pathlib import Path',
    '',
    'import torch',
    'from safetensors.torch import load_file',
    'from torch.nn.utils.rnn import pad_sequence',
    '',
    'from model import EOS, PAD, UNK, Seq2Seq',
    'from tokenizer import SOURCE, TARGET, WORD',
    '',
    'HERE = Path(__file__).parent',
    '# What ends a line or acts on a terminal.',
    String.raw`CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")`,
    `LENGTH_FACTOR = ${lengthFactor}  # an output ends at the latest after source length * this + 10 tokens`,
  ].join('\n')
  const parts = [head, READ_LINES, ONE_LINE, TRANSLATE, MAIN]
  return `${[...parts, 'if __name__ == "__main__":\n    main()'].join('\n\n\n')}\n`
}
