// A user's module as a function: the text as it is, line for line, with imports and exports put into other words.
// Node's own loader is no way to run it: it would resolve imports against the file's folder, whose other files nobody
// has said yes to, and would find another copy of TensorFlow.js there, or none.
import nodeModule from 'node:module'
import process from 'node:process'
import vm from 'node:vm'
import type * as tf from '@tensorflow/tfjs-core'
import { type Node, type Program, parse } from 'acorn'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { badScore } from './failure.ts'

export const PROVIDED = '@tensorflow/tfjs-core'
const LIBRARY = '$saccadeLibrary'
const FALLBACK = '$saccadeDefault'
const STRICT = '"use strict";'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Runs the module once and gives its export `createScore`, or else its default one. Lines stay where they are, so what
 * it throws then and later points into the file.
 *
 * @throws bad-score for what cannot be read, imports anything but TensorFlow.js, throws, or exports no such thing
 */
export function runModule(module: ScoreModule, library: typeof tf): unknown {
  const { file } = module
  const code = rewrite(module, stripTypes(module))
  try {
    const body = vm.compileFunction(code, [LIBRARY], { filename: file })
    return (body as (library: unknown) => unknown)(library)
  } catch (error) {
    throw badScore(file, 'when it was loaded', error)
  }
}

/** Types become spaces, as Node itself does it to a TypeScript file. */
function stripTypes({ file, content }: ScoreModule): string {
  if (!/\.m?ts$/.test(file)) return content
  // As a property: in the older Node of an older Electron there is no such export to import.
  const strip = nodeModule.stripTypeScriptTypes as typeof nodeModule.stripTypeScriptTypes | undefined
  if (!strip) {
    throw badScore(file, 'when it was read', `Node ${process.versions.node} cannot read TypeScript`, {
      hint: 'Write the score in JavaScript, in a file that ends in .js.',
    })
  }
  const warn = process.emitWarning
  process.emitWarning = () => undefined // that this is an experimental feature of Node is no news for users
  try {
    return strip(content)
  } catch (error) {
    const line = /^[^\n]*?:(\d+)\n/.exec(error instanceof Error ? (error.stack ?? '') : '')?.[1]
    throw badScore(file, 'when it was read', error, { line: line === undefined ? undefined : Number(line) })
  } finally {
    process.emitWarning = warn
  }
}

function rewrite({ file }: ScoreModule, code: string): string {
  const refuse = (node: Node, what: string, hint = '') =>
    badScore(file, 'when it was read', what, { line: node.loc?.start.line, hint })
  const exported = new Map<string, string>()
  const edits = parseModule(file, code).body.flatMap((node): Edit[] => {
    const replace = (end: number, text: string): Edit[] => [{ start: node.start, end, text }]
    switch (node.type) {
      case 'ImportDeclaration': {
        if (node.source.value !== PROVIDED) throw refuse(node, `It imports ${node.source.raw ?? ''}`, ONLY_PROVIDED)
        const names = node.specifiers.map((specifier) => {
          if (specifier.type === 'ImportNamespaceSpecifier') return `const ${specifier.local.name} = ${LIBRARY};`
          const from = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
          return `const {${JSON.stringify(from)}: ${specifier.local.name}} = ${LIBRARY};`
        })
        return replace(node.end, names.join(' '))
      }
      case 'ExportNamedDeclaration': {
        if (node.source) throw refuse(node, `It exports from ${node.source.raw ?? ''}`, ONLY_PROVIDED)
        for (const { local, exported: name } of node.specifiers) exported.set(nameOf(name), nameOf(local))
        const { declaration } = node
        if (!declaration) return replace(node.end, '')
        const names =
          declaration.type === 'VariableDeclaration'
            ? declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
            : [declaration.id.name]
        for (const name of names) exported.set(name, name)
        return replace(declaration.start, '')
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = node
        const named =
          (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id
        exported.set('default', named ? named.name : FALLBACK)
        if (named) return replace(declaration.start, '')
        return [
          ...replace(declaration.start, `const ${FALLBACK} = `),
          { start: declaration.end, end: node.end, text: ';' },
        ]
      }
      case 'ExportAllDeclaration':
        throw refuse(node, `It exports from ${node.source.raw ?? ''}`, ONLY_PROVIDED)
      default:
        return []
    }
  })
  for (const type of ['ImportExpression', 'MetaProperty']) {
    const found = findNode(parseModule(file, code), type)
    if (found && code.startsWith('import', found.start)) {
      throw refuse(found, 'It uses import in an expression', ONLY_PROVIDED)
    }
  }
  const result = exported.get('createScore') ?? exported.get('default')
  if (result === undefined) {
    throw badScore(file, 'when it was read', 'It exports neither createScore nor a default', {
      hint: '`saccade score-template` prints a module to start from.',
    })
  }
  return `${STRICT}${apply(edits, code)}\nreturn ${result};`
}

const ONLY_PROVIDED = `A score may import ${PROVIDED} and types (import type), and nothing else: all that is run must be in the one file that you said yes to.`

function parseModule(file: string, code: string): Program {
  try {
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
      allowAwaitOutsideFunction: false,
    })
  } catch (error) {
    const line = error instanceof SyntaxError ? /\((\d+):\d+\)$/.exec(error.message)?.[1] : undefined
    const text = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : error
    throw badScore(file, 'when it was read', text, { line: line === undefined ? undefined : Number(line) })
  }
}

/** Each stretch replaced; the newlines in it stay. */
function apply(edits: readonly Edit[], code: string): string {
  let result = ''
  let from = 0
  for (const { start, end, text } of edits) {
    result += code.slice(from, start) + text + code.slice(start, end).replace(/[^\n]/g, '')
    from = end
  }
  return result + code.slice(from)
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.name ?? String(node.value)
}

/** The first node of a type, wherever it is. */
function findNode(root: Node, type: string): Node | null {
  if (root.type === type) return root
  for (const value of Object.values(root).flat() as unknown[]) {
    const found = isNode(value) && findNode(value, type)
    if (found) return found
  }
  return null
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
