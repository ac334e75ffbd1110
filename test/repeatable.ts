// Property tests draw other cases at each run, so that they find more over time; but a build must not fail by chance.
import process from 'node:process'
import fc from 'fast-check'

if (process.env.CI) fc.configureGlobal({ seed: 20_261_122 })
