/** A number with the word for what it counts: “1 pair”, “2,000 pairs”. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`
}
