import { wordsOf } from '../../shared/white-space.ts'
import { ruled } from './tokenizer.ts'

/** Cuts at runs of white space. `join` puts one space between tokens: the text comes back with its white space normalised. */
export const whitespaceTokenizer = ruled('whitespace', wordsOf)
