/** Cuts the icons of Element Plus apart, which come as one module. */

const iconImport = /import\s*\{([^}]*)\}\s*from\s*['"]@element-plus\/icons-vue['"];?/g

/**
 * The code with an import of its own for each icon.
 * @param {string} code
 */
export function withIconsApart(code) {
  return code.replaceAll(iconImport, (_whole, names) =>
    names
      .split(',')
      .map((one) => one.trim().split(/\s+as\s+/))
      .filter(([name]) => name !== '')
      .map(([name, local = name]) => `import ${local} from 'parley-icon:${name}';`)
      .join(' '),
  )
}

/**
 * Each icon's name with a module that exports it by default.
 * @param {string} source of the package's module: a block for each icon behind a comment that names its file
 * @returns {readonly (readonly [name: string, code: string])[]}
 */
export function iconBlocks(source) {
  const body = source.slice(0, source.lastIndexOf('\nexport {'))
  return body
    .split(/^\/\/ src\/components\/.*\.vue$/m)
    .slice(1)
    .map((block) => {
      const name = /name: "(\w+)"/.exec(block)?.[1]
      const local = /\), (\w+_default) = \w+;\s*$/.exec(block.split('\n// src/')[0])?.[1]
      if (!name || !local) throw new Error('The icons of Element Plus have another form now.')
      return [name, `${block.split('\n// src/')[0]}\nexport default ${local}\n`]
    })
}
