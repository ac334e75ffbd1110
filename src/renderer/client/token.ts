const STORAGE_KEY = 'saccade.token'

export interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
}

export function keepToken(storage: TokenPlaces['storage'], token: string): void {
  storage.setItem(STORAGE_KEY, token)
}

/**
 * Takes the launch's token out of the address (`#token=…`), so that it is neither bookmarked nor shown,
 * and keeps it for reloads of this tab. Empty where there is none.
 */
export function takeToken({ location, history, storage }: TokenPlaces): string {
  const match = /^#token=([A-Za-z0-9_-]+)(?:&(.*))?$/.exec(location.hash)
  const token = match?.[1]
  if (token === undefined) return storage.getItem(STORAGE_KEY) ?? ''
  keepToken(storage, token)
  const rest = match?.[2] ? `#${match[2]}` : ''
  history.replaceState(null, '', `${location.pathname}${location.search}${rest}`)
  return token
}
