import { explained, systemCode } from '../shared/system-errors.ts'

/** The same service; what SQLite throws in its calls is put in words that name the history. */
export function explainedService<Service extends object>(service: Service, history: string): Service {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(method, target, args)
          return answer
        } catch (error) {
          throw systemCode(error).startsWith('SQLITE_')
            ? explained(error, `the history ${history}`, { deed: 'read' })
            : error
        }
      }
    },
  })
}
