// What Python source is put together from.

/** What is there of a list; `false` and null are left out. */
export type Parts = readonly (string | false | null)[]

/** The text four columns further in; empty lines stay empty. */
export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}

/** What is there, one below the other. */
export function lines(...parts: Parts): string {
  return present(parts).join('\n')
}

/** What is there, with commas. */
export function list(...parts: Parts): string {
  return present(parts).join(', ')
}

/** A function or method; `docstring` may have several lines. */
export function define(signature: string, docstring: string | null, ...body: Parts): string {
  return lines(`def ${signature}:`, indent(lines(docstring && quote(docstring), ...body)))
}

export interface ModuleClass {
  readonly name: string
  readonly docstring: string
  /** Arguments of `__init__` after self. */
  readonly parameters: Parts
  /** Of `__init__`, after that of the base. */
  readonly init: Parts
  readonly methods: Parts
}

/** A subclass of nn.Module. */
export function moduleClass({ name, docstring, parameters, init, methods }: ModuleClass): string {
  const create = define(`__init__(${list('self', ...parameters)})`, null, 'super().__init__()', ...init)
  const body = [quote(docstring), create, ...present(methods)]
  return `class ${name}(nn.Module):\n${indent(body.join('\n\n'))}`
}

/** A docstring cut at spaces, so that with its indentation it stays within 120 columns. */
function quote(docstring: string): string {
  const cut = docstring.split('\n').flatMap(wrap)
  return cut.length > 1 ? `"""${cut.join('\n')}\n"""` : `"""${cut.join('')}"""`
}

const LONGEST_DOCSTRING = 104

function wrap(text: string): string[] {
  if (text.length <= LONGEST_DOCSTRING) return [text]
  const end = text.lastIndexOf(' ', LONGEST_DOCSTRING)
  return end <= 0 ? [text] : [text.slice(0, end), ...wrap(text.slice(end + 1))]
}

function present(parts: Parts): string[] {
  return parts.filter((part) => part !== false && part !== null)
}
