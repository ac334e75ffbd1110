import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import typescript from 'typescript-eslint'

export default defineConfig(
  globalIgnores(['out/', 'node_modules/', 'coverage/', 'test-results/', 'test/fixtures/', 'resources/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.renderer.json'] },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Overloads of zod and tfjs make these report what is sound.
      '@typescript-eslint/unbound-method': 'off',
      // A service method is async also where it waits for nothing: what it throws then becomes a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Recursive mkdir never comes back in /proc and its like.
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/shared/user-paths.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression:matches([callee.property.name=/^mkdir(Sync)?$/], [callee.name=/^mkdir(Sync)?$/])',
          message: 'Make folders with makeFolders of src/shared/user-paths.ts.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*test-support.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Matchers such as expect.stringContaining() are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['src/renderer/**/*.vue'],
    // Vue's comes last: its parser reads the file and hands the scripts to TypeScript's.
    extends: [typescript.configs.strict, vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: { parser: typescript.parser },
      globals: browserGlobals(),
    },
    rules: {
      // vue-tsc knows every name; Prettier owns the layout.
      'no-undef': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    rules: { 'no-undef': 'off' }, // tsc checks these files too, and knows what Node offers
  },
  { rules: { 'no-console': 'off', eqeqeq: 'error', 'prefer-const': 'error' } },
)

function browserGlobals() {
  return Object.fromEntries(['window', 'document'].map((name) => [name, 'readonly']))
}
