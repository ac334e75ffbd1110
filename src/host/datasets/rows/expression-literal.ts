/**
 * The longest text that whatever an expression matches holds for certain; empty where nothing is certain. It looks no
 * further than what is plainly so: within groups, sets and choices it finds nothing.
 */
export function literalOf(expression: string): string {
  const runs: string[] = ['']
  const cut = (): void => {
    if (runs.at(-1) !== '') runs.push('')
  }
  for (let at = 0; at < expression.length;) {
    const sign = String.fromCodePoint(expression.codePointAt(at) ?? 0)
    if (sign === '|') return '' // a choice of the whole
    if (sign === '(' || sign === '[') {
      at = sign === '(' ? afterGroup(expression, at) : afterSet(expression, at)
      at = afterQuantifier(expression, at)
      cut()
      continue
    }
    let [literal, next] = [sign, at + sign.length]
    if (sign === '\\') {
      const escaped = expression[at + 1] ?? ''
      next = at + 2
      literal = /[\^$\\.*+?()[\]{}|/-]/.test(escaped) ? escaped : ''
      if (literal === '') next = afterEscape(expression, at)
    } else if (/[\^$.]/.test(sign)) literal = ''
    const after = afterQuantifier(expression, next)
    const quantifier = expression.slice(next, after)
    if (literal === '') cut()
    else if (quantifier === '') runs.push((runs.pop() ?? '') + literal)
    else {
      // Once for certain with +, but what follows it need not follow the first.
      if (quantifier.startsWith('+')) runs.push((runs.pop() ?? '') + literal)
      cut()
    }
    at = after
  }
  return runs.reduce((best, run) => (run.length > best.length ? run : best), '')
}

function afterQuantifier(expression: string, at: number): number {
  const [quantifier = ''] = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(expression.slice(at)) ?? []
  return at + quantifier.length
}

function afterEscape(expression: string, at: number): number {
  const [escape = '\\'] =
    /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|k<[^>]*>|c[A-Za-z]|\d+|.)/su.exec(
      expression.slice(at),
    ) ?? []
  return at + escape.length
}

function afterSet(expression: string, at: number): number {
  for (let next = at + 1; next < expression.length; next++) {
    if (expression[next] === '\\') next++
    else if (expression[next] === ']') return next + 1
  }
  return expression.length
}

function afterGroup(expression: string, at: number): number {
  let depth = 0
  for (let next = at; next < expression.length;) {
    if (expression[next] === '\\') next += 2
    else if (expression[next] === '[') next = afterSet(expression, next)
    else {
      if (expression[next] === '(') depth++
      if (expression[next] === ')' && --depth === 0) return next + 1
      next++
    }
  }
  return expression.length
}
