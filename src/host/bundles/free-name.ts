/** The name itself where nothing has it, or the first of those made of it that nothing has. @param made of it with a number, from 2 on */
export function freeName(name: string, taken: ReadonlySet<string>, made: (number: number) => string): string {
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(made(number))) number++
  return made(number)
}
