import { z } from 'zod'

// The security policy of the page forbids code made at run time, which zod tries when a schema is made, and
// the browser reports each try. So this must run before any module with a schema: import it first.
z.config({ jitless: true })
