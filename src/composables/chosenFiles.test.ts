import { describe, expect, it } from 'vitest'
import { chooseFiles, mostFiles, pastedFiles, returnFile } from './chosenFiles'

const file = (name: string): File => new File(['x'], name)
const pass = (): null => null

describe('files for the next message', () => {
  it('keep their order and have keys of their own', () => {
    const { files } = chooseFiles([], [file('a'), file('b')], pass)
    const more = chooseFiles(files, [file('a')], pass)
    expect(more.files.map(({ content }) => content.name)).toEqual(['a', 'b', 'a'])
    expect(new Set(more.files.map(({ key }) => key)).size).toBe(3)
    expect(more.refused).toBeNull()
  })

  it('leaves out what is refused, and says which came first', () => {
    const refusalOf = ({ name }: File) => (name === 'a' ? null : 'fileTooLarge')
    const { files, refused } = chooseFiles([], ['b', 'a', 'c'].map(file), refusalOf)
    expect(files.map(({ content }) => content.name)).toEqual(['a'])
    expect(refused).toEqual({ name: 'b', refusal: 'fileTooLarge' })
  })

  it('A5 one that comes back stands before the others, and none is lost for it', () => {
    const many = Array.from({ length: mostFiles }, (_, index) => file(String(index)))
    const { files } = chooseFiles([], many, pass)
    const more = returnFile(files, file('back'))
    expect(more.map(({ content }) => content.name).slice(0, 2)).toEqual(['back', '0'])
    expect(new Set(more.map(({ key }) => key)).size).toBe(mostFiles + 1)
  })

  it('has an end', () => {
    const many = Array.from({ length: mostFiles + 1 }, (_, index) => file(String(index)))
    const { files, refused } = chooseFiles([], many, pass)
    expect([files.length, refused]).toEqual([
      mostFiles,
      { name: String(mostFiles), refusal: 'tooMany' },
    ])
  })

  it('takes pasted text with a picture of itself as text', () => {
    const data = (types: readonly string[]) =>
      ({ types, files: [file('image.png')] }) as unknown as DataTransfer
    expect(pastedFiles(data(['text/plain', 'Files']))).toEqual([])
    expect(pastedFiles(data(['Files']))).toHaveLength(1)
    expect(pastedFiles(null)).toEqual([])
  })
})
