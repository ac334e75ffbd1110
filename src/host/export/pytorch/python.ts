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

/** Columns that a line may take before it is broken, without the indentation of a method's body. */
const LONGEST_LINE = 104

/** `head(…)`, its arguments on lines of their own where they do not fit into one. */
export function call(head: string, ...parts: Parts): string {
  const line = `${head}(${list(...parts)})`
  if (line.length <= LONGEST_LINE) return line
  const last = present(parts).length > 1 ? ',' : '' // none behind a generator, which must stand alone
  return `${head}(\n${indent(present(parts).join(',\n'))}${last}\n)`
}

/** Keyword arguments: `name=value` each. */
export function keywords(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`)
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
  const create = define(call('__init__', 'self', ...parameters), null, 'super().__init__()', ...init)
  const body = [quote(docstring), create, ...present(methods)]
  return `class ${name}(nn.Module):\n${indent(body.join('\n\n'))}`
}

/** A docstring cut at spaces, so that with its indentation it stays within 120 columns. */
function quote(docstring: string): string {
  const cut = docstring.split('\n').flatMap(wrap)
  return cut.length > 1 ? `"""${cut.join('\n')}\n"""` : `"""${cut.join('')}"""`
}

function wrap(text: string): string[] {
  if (text.length <= LONGEST_LINE) return [text]
  const end = text.lastIndexOf(' ', LONGEST_LINE)
  return end <= 0 ? [text] : [text.slice(0, end), ...wrap(text.slice(end + 1))]
}

function present(parts: Parts): string[] {
  return parts.filter((part) => part !== false && part !== null)
}
